using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Checkpoints;

/// <summary>Containers in a container: which of their namespaces CRIU can save, and that the others are told of before anything stops.</summary>
[Needs(Need.Root, Need.Criu, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class NestedNamespaceTests
{
    private Scene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    private async Task<Container> BeginAsync(string unshare, CancellationToken cancellation)
    {
        var script = $"{unshare} sh -c 'echo within; exec sleep 1000' & i=0; while :; do i=$((i+1)); echo n$i; sleep 0.05; done";
        var container = await _scene.Host.CreateAsync(TestHost.Shell(script) with { Isolation = new() { Nesting = true } }, cancellation);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Contains("within", StringComparison.Ordinal), cancellation);
        return container;
    }

    [TestCase("user", "unshare -U")]
    [TestCase("pid", "unshare -p -f")]
    [TestCase("uts", "unshare -u")]
    [TestCase("ipc", "unshare -i")]
    public async Task One_that_cant_be_saved_is_named_with_its_process_and_nothing_stops(string kind, string unshare, CancellationToken cancellation)
    {
        var container = await BeginAsync(unshare, cancellation);
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.CheckpointAsync(cancellationToken: cancellation));
        Assert.That(failure!.Reason, Is.EqualTo(FailureReason.Unsupported));
        Assert.That(failure.Message, Does.Match(@$"process \d+ \(\w+\) is in a {kind} namespace of its own").And.Contain("end it"));
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(await container.ListCheckpointsAsync(cancellation), Is.Empty);
    }

    [Test]
    public async Task Mounts_and_networks_of_their_own_are_saved_and_come_back(CancellationToken cancellation)
    {
        var container = await BeginAsync("unshare -m -n", cancellation);
        await container.CheckpointAsync(new() { Name = "c", LeaveRunning = false }, cancellation);
        await container.RestoreAsync("c", cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        await using var session = await container.ExecAsync(new ProcessSpec("/bin/sh", "-c", "for s in mnt net; do for p in /proc/[0-9]*; do readlink $p/ns/$s; done | sort -u | wc -l; done"), cancellationToken: cancellation);
        using var output = new StreamReader(session.Output);
        Assert.That(await output.ReadToEndAsync(cancellation), Is.EqualTo("2\n2\n"));
    }
}
