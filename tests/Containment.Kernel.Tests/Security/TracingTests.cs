using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>A container that watches for commands on their way in, to trace them, read their memory or take their descriptors.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(120_000)]
internal sealed class TracingTests
{
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private async Task<string> WatchAsync(ContainerSpec spec, CancellationToken cancellation)
    {
        var container = await _cell.StartAsync(spec, cancellation);
        var ended = container.WaitAsync(cancellation);
        while (!ended.IsCompleted)
        {
            try
            {
                // Traced, it stands still.
                using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                await Task.WhenAny(ended, Cell.ExecAsync(container, new("/bin/true"), soon.Token));
                await soon.CancelAsync();
            }
            catch (Exception over) when (over is ContainmentException or KernelException or OperationCanceledException)
            {
            }
        }
        return await Cell.LogAsync(container, cancellation);
    }

    [Test]
    public async Task Nobody_on_the_way_in_can_be_traced_read_or_robbed([Values] bool userNamespace, CancellationToken cancellation) =>
        Assert.That(await WatchAsync(_cell.Spec(new("/bin/trace", "3"), userNamespace), cancellation), Holds.Everything.And.Not.Contain("comers 0\n"));

    [Test]
    public async Task The_attack_works_with_the_power_to_trace(CancellationToken cancellation) =>
        Assert.That(await WatchAsync(Cell.Without(_cell.Spec(new("/bin/trace", "60"), userNamespace: false), spec => Cell.More(spec, "CAP_SYS_PTRACE")), cancellation), Holds.Nothing);

    [Test]
    public async Task A_container_sees_no_process_but_its_own([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _cell.StartAsync(_cell.Shell("exec sleep 1000", userNamespace), cancellation);
        var seen = await Cell.ExecAsync(container, new("/bin/sh", "-c", "for p in /proc/[0-9]*; do cat $p/comm; done; grep PPid /proc/1/status /proc/self/status"), cancellation);
        var lines = seen.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToLookup(line => line.Contains(":PPid:", StringComparison.Ordinal));
        Assert.That(lines[false].Distinct(), Is.EquivalentTo(["sleep", "sh"]));
        Assert.That(lines[true], Has.Exactly(2).Items.And.Some.EqualTo("/proc/1/status:PPid:\t0").And.Some.StartsWith("/proc/self/status:PPid:\t"));
    }
}
