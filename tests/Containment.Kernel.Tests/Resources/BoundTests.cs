using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

[TestFixture(Tree.Machine)]
[TestFixture(Tree.LegacyOnly)]
[Needs(Need.Root)]
internal sealed class BoundTests(Tree tree)
{
    [Test, CancelAfter(30_000)]
    public async Task More_processes_than_allowed_cannot_be_forked(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, new() { Pids = PidsLimit.Of(3) });
        using var load = new Load(host.Cgroup, "sleep 60 & sleep 60 & sleep 60 & sleep 60 & wait");
        Assert.That(await load.Errors.ReadLineAsync(cancellationToken), Does.Contain("fork"));
        Assert.That(host.Cgroup.ReadUsage().PidsRefused, Is.GreaterThan(0));
        Assert.That(host.Cgroup.ReadUsage().Pids, Is.LessThanOrEqualTo(3));
    }

    [Test, CancelAfter(30_000)]
    public async Task Memory_is_never_more_than_the_limit(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, new() { MemoryMax = MemoryLimit.MiB(24), Swap = SwapLimit.Of(0) });
        using var load = new Load(host.Cgroup, "head -c 200000000 /dev/zero | tail -c 150000000 | wc -c; sleep 60");
        await load.Output.ReadLineAsync(cancellationToken);
        var usage = host.Cgroup.ReadUsage();
        Assert.That(usage.OutOfMemoryKills, Is.GreaterThan(0));
        Assert.That(usage.MemoryPeak, Is.LessThanOrEqualTo(24 << 20).And.GreaterThan(16 << 20));
    }

    [Test, CancelAfter(30_000)]
    public async Task Cpu_time_grows_no_faster_than_the_quota(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, new() { Cpu = CpuLimit.Of(0.2) });
        using var load = new Load(host.Cgroup, "while :; do :; done");
        await Task.Delay(1500, cancellationToken);
        var usage = host.Cgroup.ReadUsage();
        Assert.That(usage.CpuTime, Is.InRange(TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(600)));
        Assert.That(usage.CpuThrottled, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test, CancelAfter(60_000)]
    public async Task Page_cache_is_given_up_when_memory_is_lowered_below_what_is_used(CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var host = new CgroupHost(tree);
            using var load = new Load(host.Cgroup, $"head -c 40000000 /dev/zero > {file}; sync {file}; echo done; sleep 60");
            await load.Output.ReadLineAsync(cancellationToken);
            Assert.That(host.Cgroup.ReadUsage().MemoryCurrent, Is.GreaterThan(32 << 20));
            var set = await host.Cgroup.ApplyAsync(new() { MemoryMax = MemoryLimit.MiB(16) }, cancellationToken: cancellationToken);
            Assert.That(set.Complete);
            Assert.That(set.Memory!.UsedBefore, Is.GreaterThan(32 << 20));
            Assert.That(host.Cgroup.ReadUsage().MemoryCurrent, Is.LessThanOrEqualTo(16 << 20));
            Assert.That(load.HasEnded, Is.False);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Memory_that_cannot_be_reclaimed_is_told_and_nothing_is_killed(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, new() { MemoryMax = MemoryLimit.MiB(128), Swap = SwapLimit.Of(0) });
        using var load = new Load(host.Cgroup, "x=$(head -c 20000000 /dev/zero | tr '\\0' x); echo done; sleep 60; echo $x");
        await load.Output.ReadLineAsync(cancellationToken);
        var set = await host.Cgroup.ApplyAsync(new() { MemoryMax = MemoryLimit.MiB(4) }, cancellationToken: cancellationToken);
        Assert.That(set.Complete, Is.False);
        Assert.That(set.Limits.MemoryMax!.Value.Bytes, Is.InRange(15 << 20, 127 << 20), "lower than it was, and no lower than what is used");
        Assert.That(set.Memory!.Reached, Is.EqualTo(set.Limits.MemoryMax));
        Assert.That(load.HasEnded, Is.False);
        Assert.That(host.Cgroup.ReadUsage().OutOfMemoryKills, Is.Zero);
    }
}
