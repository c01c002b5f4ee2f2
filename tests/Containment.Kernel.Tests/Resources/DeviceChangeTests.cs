using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

/// <summary>Devices are allowed and denied to a container that runs.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox), CancelAfter(60_000)]
internal sealed class DeviceChangeTests
{
    private static readonly DevicePermission Tun = DevicePermission.Allow("c 10:200 rwm");
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    [Test]
    public async Task Allowed_and_denied_at_once_while_it_runs(CancellationToken cancellation)
    {
        var container = await StartedAsync(new(), cancellation);
        Assert.That(await OpensAsync(container, cancellation), Is.EqualTo("null"));
        var set = await container.SetAsync(new() { Devices = [Tun] }, cancellation);
        Assert.That(set.Limits.Devices, Is.EqualTo(new[] { Tun }));
        Assert.That(await OpensAsync(container, cancellation), Is.EqualTo("tun null"));
        await container.SetAsync(new() { Devices = [DevicePermission.Deny("c 1:3 rw")] }, cancellation);
        Assert.That(await OpensAsync(container, cancellation), Is.EqualTo("tun"), "also what every container may use, and the earlier change stays");
        await container.SetAsync(new() { Devices = [DevicePermission.Deny("a *:* rwm"), DevicePermission.Allow("c 1:3 rw")] }, cancellation);
        Assert.That(await OpensAsync(container, cancellation), Is.EqualTo("null"));
    }

    [Test]
    public async Task A_new_container_has_what_its_limits_allow(CancellationToken cancellation) =>
        Assert.That(await OpensAsync(await StartedAsync(new() { Devices = [Tun] }, cancellation), cancellation), Is.EqualTo("tun null"));

    [Test]
    public async Task A_change_holds_when_the_cgroups_were_lost_and_for_another_opening_of_the_host(CancellationToken cancellation)
    {
        var container = await StartedAsync(new(), cancellation);
        await container.SetAsync(new() { Devices = [Tun] }, cancellation);
        await container.KillAsync(cancellation);
        await ContainerCgroup.Open(_test.Host, container.Id).DeleteAsync(cancellation);
        await using var other = _test.OpenAgain();
        var again = await other.GetAsync(container.Id, cancellation);
        await again.StartAsync(cancellation);
        Assert.That(await OpensAsync(again, cancellation), Is.EqualTo("tun null"));
        Assert.That((await again.GetLimitsAsync(cancellation)).Devices, Is.EqualTo(new[] { Tun }));
        await again.KillAsync(cancellation);
    }

    [Test, Needs(Need.Criu)]
    public async Task A_change_holds_for_a_container_that_was_saved_and_brought_back(CancellationToken cancellation)
    {
        var container = await StartedAsync(new(), cancellation);
        // What it has open stays open, so the rules count for what is opened afterwards only.
        Assert.That(await OpensAsync(container, cancellation), Is.EqualTo("null"));
        await container.SetAsync(new() { Devices = [Tun, DevicePermission.Deny("c 1:3 rw")] }, cancellation);
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
        await ContainerCgroup.Open(_test.Host, container.Id).DeleteAsync(cancellation);
        await container.RestoreAsync(cancellationToken: cancellation);
        Assert.That(await OpensAsync(container, cancellation), Is.EqualTo("tun"));
        await container.KillAsync(cancellation);
    }

    [Test]
    public async Task When_something_else_is_refused_the_old_rules_stay(CancellationToken cancellation)
    {
        var container = await StartedAsync(new() { Devices = [DevicePermission.Deny("c 1:3 rw")] }, cancellation);
        await Assert.CatchAsync(() => container.SetAsync(new() { Devices = [Tun, DevicePermission.Allow("c 1:3 rwm")], CpuSet = CpuSet.Parse("4000") }, cancellation));
        Assert.That(await OpensAsync(container, cancellation), Is.Empty);
        Assert.That((await container.GetLimitsAsync(cancellation)).Devices, Is.EqualTo(new[] { DevicePermission.Deny("c 1:3 rw") }));
    }

    [Test]
    public async Task When_lowering_memory_is_cancelled_the_old_rules_are_put_back([Values] Tree tree, CancellationToken cancellation)
    {
        await using var host = new CgroupHost(tree, new() { MemoryMax = MemoryLimit.MiB(128), Swap = SwapLimit.Of(0), Pids = PidsLimit.Of(99) });
        using var load = new Load(host.Cgroup, "x=$(head -c 20000000 /dev/zero | tr '\\0' x); echo done; while read line; do if (: < /dev/full) 2>&-; then echo open; else echo shut; fi; done; echo $x");
        await load.Output.ReadLineAsync(cancellation);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var options = new SetOptions { Progress = new Cancelling(source) };
        await Assert.CatchAsync<OperationCanceledException>(() => host.Cgroup.ApplyAsync(new() { MemoryMax = MemoryLimit.MiB(4), Pids = PidsLimit.Of(5) }, options, [Containment.Linux.Devices.DeviceRule.DenyAll], source.Token));
        await load.Input.WriteLineAsync("look");
        Assert.That(await load.Output.ReadLineAsync(cancellation), Is.EqualTo("open"));
        var limits = host.Cgroup.ReadLimits();
        Assert.That((limits.MemoryMax, limits.Pids), Is.EqualTo(((MemoryLimit?)MemoryLimit.MiB(128), (PidsLimit?)PidsLimit.Of(99))));
        Assert.That(host.Cgroup.ReadUsage().OutOfMemoryKills, Is.Zero);
        Assert.That(Directory.EnumerateFiles(host.Options.RuntimeDirectory, "*.lowering"), Is.Empty);
    }

    [Test]
    public async Task There_is_no_moment_without_rules(CancellationToken cancellation)
    {
        var container = await StartedAsync(new(), cancellation);
        // Never allowed, and always tried while the rules change for others.
        await using var session = await container.ExecAsync(Sh("n=0; while [ $n -lt 3000 ]; do (: < /dev/disk) 2>&- && echo opened; n=$((n+1)); done; echo end"), null, cancellation);
        var output = new StreamReader(session.Output).ReadToEndAsync(cancellation);
        var changes = 0;
        for (; !output.IsCompleted; changes++) await container.SetAsync(new() { Devices = [changes % 2 == 0 ? Tun : DevicePermission.Deny("c 10:200 rwm")] }, cancellation);
        Assert.That(await output, Is.EqualTo("end\n"));
        Assert.That(changes, Is.GreaterThan(1));
    }

    private async Task<Container> StartedAsync(ResourceLimits limits, CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(new(TestHost.NewId(), new RootSource.Directory(BusyboxRoot.Path), Sh("mknod /dev/tun c 10 200; mknod /dev/disk b 7 0; touch /ready; exec sleep 60")) { Isolation = new() { UserNamespace = false }, Limits = limits }, cancellation);
        await container.StartAsync(cancellation);
        return container;
    }

    private static ProcessSpec Sh(string script) => new("/bin/sh", "-c", script) { Capabilities = ["CAP_MKNOD"] };

    private static async Task<string> OpensAsync(Container container, CancellationToken cancellation)
    {
        await using var session = await container.ExecAsync(Sh("while [ ! -e /ready ]; do sleep 0.01; done; for f in tun null; do (exec 3<> /dev/$f) 2>&- && echo $f; done"), null, cancellation);
        var text = await new StreamReader(session.Output).ReadToEndAsync(cancellation);
        return string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<MemoryLowering>
    {
        public void Report(MemoryLowering value) => source.Cancel();
    }
}
