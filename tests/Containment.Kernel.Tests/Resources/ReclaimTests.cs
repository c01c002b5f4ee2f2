using Containment.Kernel.Tests.Needs;
using Containment.Linux.Cgroups;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

[TestFixture(Tree.Machine)]
[TestFixture(Tree.LegacyOnly)]
[Needs(Need.Root)]
internal sealed class ReclaimTests(Tree tree)
{
    [Test, CancelAfter(60_000)]
    public async Task Caches_are_taken_back_and_the_limits_stay(CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var host = new CgroupHost(tree, new() { MemoryMax = MemoryLimit.MiB(256) });
            using var load = new Load(host.Cgroup, $"head -c 60000000 /dev/zero > {file}; sync {file}; echo done; sleep 60");
            await load.Output.ReadLineAsync(cancellationToken);
            var before = host.Cgroup.ReadUsage().MemoryCurrent;
            var freed = await host.Cgroup.ReclaimAsync(20 << 20, cancellationToken);
            Assert.That(freed, Is.InRange(15 << 20, 50 << 20), "as much as was asked for, about");
            Assert.That(host.Cgroup.ReadUsage().MemoryCurrent, Is.LessThan(before - (15 << 20)));
            Assert.That(host.Cgroup.ReadLimits().MemoryMax, Is.EqualTo(MemoryLimit.MiB(256)));
            Assert.That(load.HasEnded, Is.False);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task What_cannot_be_reclaimed_stays_and_nothing_is_killed(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, new() { MemoryMax = MemoryLimit.MiB(128), Swap = SwapLimit.Of(0) });
        using var load = new Load(host.Cgroup, "x=$(head -c 20000000 /dev/zero | tr '\\0' x); echo done; while :; do sleep 0.01; done; echo $x");
        await load.Output.ReadLineAsync(cancellationToken);
        await host.Cgroup.ReclaimAsync(1 << 30, cancellationToken);
        Assert.That(host.Cgroup.ReadUsage().MemoryCurrent, Is.GreaterThan(15 << 20));
        Assert.That((load.HasEnded, host.Cgroup.ReadUsage().OutOfMemoryKills), Is.EqualTo((false, (long?)0)));
        Assert.That(host.Cgroup.ReadLimits().MemoryMax, Is.EqualTo(MemoryLimit.MiB(128)));
    }

    [Test, Needs(Need.MemoryV1)]
    public async Task What_a_process_left_that_was_killed_in_the_middle_is_put_back()
    {
        await using var host = new CgroupHost(tree, new() { MemoryMax = MemoryLimit.MiB(128) });
        var directory = new CgroupDirectory(Path.GetDirectoryName(host.Cgroup.Placement.LegacyProcsFiles.Single(file => file.Contains("/memory/", StringComparison.Ordinal)))!);
        var note = Path.Combine(host.Options.RuntimeDirectory, $"{host.Id}.lowering");
        File.WriteAllText(note, $"{128 << 20} memory.limit_in_bytes\n0 memory.oom_control\n");
        directory.Write("memory.oom_control", "1");
        directory.Write("memory.limit_in_bytes", $"{8 << 20}");
        await host.Cgroup.RecoverAsync();
        Assert.That(CgroupText.Value(directory.Read("memory.oom_control"), "oom_kill_disable"), Is.Zero);
        Assert.That(host.Cgroup.ReadLimits().MemoryMax, Is.EqualTo(MemoryLimit.MiB(128)));
        Assert.That(File.Exists(note), Is.False);
    }
}
