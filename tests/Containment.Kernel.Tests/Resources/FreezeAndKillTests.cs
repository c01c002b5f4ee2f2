using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

[TestFixture(Tree.Machine)]
[TestFixture(Tree.LegacyOnly)]
[Needs(Need.Root)]
internal sealed class FreezeAndKillTests(Tree tree)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Test, CancelAfter(30_000)]
    public async Task A_frozen_container_makes_no_progress_until_it_is_thawed(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree);
        using var load = new Load(host.Cgroup, "while :; do :; done");
        await Task.Delay(100, cancellationToken);
        await host.Cgroup.FreezeAsync(Patience, cancellationToken);
        Assert.That(host.Cgroup.IsFrozen);
        var stopped = host.Cgroup.ReadUsage().CpuTime;
        await Task.Delay(200, cancellationToken);
        Assert.That(host.Cgroup.ReadUsage().CpuTime, Is.EqualTo(stopped).Within(TimeSpan.FromMilliseconds(2)));
        await host.Cgroup.ThawAsync(Patience, cancellationToken);
        await Task.Delay(200, cancellationToken);
        Assert.That(host.Cgroup.IsFrozen, Is.False);
        Assert.That(host.Cgroup.ReadUsage().CpuTime, Is.GreaterThan(stopped + TimeSpan.FromMilliseconds(20)));
    }

    [Test, CancelAfter(30_000)]
    public async Task Kill_ends_every_process_also_of_cgroups_below_and_frozen_ones(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree);
        using var load = new Load(host.Cgroup, "sleep 60 & setsid sleep 60 & echo started; wait");
        await load.Output.ReadLineAsync(cancellationToken);
        var below = Directory.CreateDirectory($"{host.Cgroup.Placement.UnifiedDirectory ?? Path.GetDirectoryName(host.Cgroup.Placement.LegacyProcsFiles[0])}/below");
        await File.WriteAllTextAsync($"{below.FullName}/cgroup.procs", $"{host.Cgroup.ReadPids()[^1]}", cancellationToken);
        Assert.That(host.Cgroup.ReadPids(), Has.Count.EqualTo(3));
        await host.Cgroup.FreezeAsync(Patience, cancellationToken);
        await host.Cgroup.KillAsync(Patience, cancellationToken);
        Assert.That(host.Cgroup.ReadPids(), Is.Empty);
        Assert.That(await load.ExitAsync(cancellationToken), Is.EqualTo(137));
    }

    [Test, CancelAfter(30_000)]
    public async Task Deletion_leaves_nothing_behind_and_may_come_right_after_the_kill(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, new() { CpuSet = new(0), Io = [], Pids = PidsLimit.Of(50) });
        using var load = new Load(host.Cgroup, "for i in 1 2 3 4 5 6 7 8; do sleep 60 & done; echo started; wait");
        await load.Output.ReadLineAsync(cancellationToken);
        Assert.That(host.Left, Is.Not.Empty);
        await host.Cgroup.KillAsync(Patience, cancellationToken);
        await host.Cgroup.DeleteAsync(cancellationToken);
        Assert.That(host.Left, Is.Empty);
        Assert.That(host.Cgroup.Exists, Is.False);
        Assert.That(Directory.EnumerateFileSystemEntries(host.Options.RuntimeDirectory), Is.Empty);
        await host.Cgroup.DeleteAsync(cancellationToken);
    }

    [Test, CancelAfter(30_000)]
    public async Task Another_handle_finds_the_cgroups_again(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, new() { Pids = PidsLimit.Of(50) });
        using var load = new Load(host.Cgroup, "exec sleep 60");
        await using var second = ContainerHost.Open(host.Options);
        var again = ContainerCgroup.Open(second, host.Id);
        Assert.That(again.ReadLimits().Pids, Is.EqualTo(PidsLimit.Of(50)));
        Assert.That(again.ReadPids(), Is.EqualTo(new[] { load.Id }));
        await again.KillAsync(Patience, cancellationToken);
        Assert.That(await load.ExitAsync(cancellationToken), Is.EqualTo(137));
    }

    [Test, CancelAfter(30_000)]
    public async Task What_lives_already_is_not_taken_over_by_a_creation(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree);
        using var load = new Load(host.Cgroup, "exec sleep 60");
        var taken = Assert.Throws<ContainmentException>(() => ContainerCgroup.Create(host.Host, host.Id));
        Assert.That(taken!.Reason, Is.EqualTo(FailureReason.AlreadyExists));
        Assert.That(host.Cgroup.ReadPids(), Is.EqualTo(new[] { load.Id }));
        await host.Cgroup.KillAsync(Patience, cancellationToken);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_parent_of_its_own_is_made_in_every_hierarchy(CancellationToken cancellationToken)
    {
        await using var outer = new CgroupHost(tree);
        var options = outer.Options with { CgroupParent = $"{outer.Id}-parent/inner" };
        await using var host = ContainerHost.Open(options);
        var cgroup = ContainerCgroup.Create(host, "web", new() { CpuSet = new(0), Pids = PidsLimit.Of(9) });
        var parents = outer.Left.Where(path => path.EndsWith("-parent", StringComparison.Ordinal)).ToArray();
        try
        {
            Assert.That(cgroup.ReadLimits().CpuSet, Is.EqualTo(new CpuSet(0)));
            using var load = new Load(cgroup, "exec sleep 60");
            Assert.That(cgroup.ReadPids(), Is.EqualTo(new[] { load.Id }));
        }
        finally
        {
            await cgroup.KillAsync(Patience, cancellationToken);
            await cgroup.DeleteAsync(cancellationToken);
            foreach (var parent in parents)
            {
                Directory.Delete($"{parent}/inner");
                Directory.Delete(parent);
            }
        }
    }

    [Test, CancelAfter(30_000)]
    public async Task Usage_and_pressure_are_counted(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree);
        var before = host.Cgroup.ReadUsage();
        using var load = new Load(host.Cgroup, "x=$(head -c 4000000 /dev/zero | tr '\\0' x); i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done; sleep 60; echo $x");
        await load.Output.ReadLineAsync(cancellationToken);
        var after = host.Cgroup.ReadUsage();
        Assert.That(after.CpuTime, Is.GreaterThan(before.CpuTime + TimeSpan.FromMilliseconds(10)));
        Assert.That(after.MemoryCurrent, Is.GreaterThan(3_000_000));
        Assert.That(after.MemoryPeak, Is.GreaterThanOrEqualTo(after.MemoryCurrent));
        Assert.That(after.MemoryWorkingSet, Is.InRange(1, after.MemoryCurrent));
        Assert.That(after.Pids, Is.InRange(1, 2));
        if (tree == Tree.Machine && File.Exists("/proc/pressure/cpu")) Assert.That(host.Cgroup.ReadPressure().Cpu, Is.Not.Null);
    }

    [Test]
    public async Task A_delegated_cgroup_lets_its_owner_make_others_below_but_not_lift_limits()
    {
        await using var host = new CgroupHost(tree);
        host.Cgroup.Delegate(100_000, 100_000);
        if (host.Cgroup.Placement.UnifiedDirectory is null) Assert.Pass("v1 has nothing to hand over");
        using var load = new Load(host.Cgroup, "exec setpriv --reuid 100000 --regid 100000 --clear-groups sh -c "
            + $"'cd {host.Cgroup.Placement.UnifiedDirectory} && mkdir below && echo 0 > below/cgroup.procs && echo made; echo 1 > cgroup.freeze || echo refused'");
        Assert.That(await load.Output.ReadLineAsync(), Is.EqualTo("made"));
        Assert.That(await load.Output.ReadLineAsync(), Is.EqualTo("refused"));
    }
}
