using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

[TestFixture(Tree.Machine)]
[TestFixture(Tree.LegacyOnly)]
[Needs(Need.Root)]
internal sealed class LimitTests(Tree tree)
{
    private static readonly ResourceLimits Small = new() { Cpu = CpuLimit.Of(0.5), CpuWeight = new(50), MemoryMax = MemoryLimit.MiB(32), Pids = PidsLimit.Of(20) };

    [Test]
    public async Task Limits_given_at_creation_are_in_force()
    {
        await using var host = new CgroupHost(tree, Small);
        var limits = host.Cgroup.ReadLimits();
        Assert.That((limits.Cpu, limits.CpuWeight, limits.MemoryMax, limits.Pids), Is.EqualTo((Small.Cpu, Small.CpuWeight, Small.MemoryMax, Small.Pids)));
    }

    [Test]
    public async Task A_new_container_is_not_bounded()
    {
        await using var host = new CgroupHost(tree);
        var limits = host.Cgroup.ReadLimits();
        Assert.That((limits.Cpu, limits.CpuWeight, limits.MemoryMax, limits.Pids), Is.EqualTo(((CpuLimit?)CpuLimit.None, (CpuWeight?)CpuWeight.Default, (MemoryLimit?)MemoryLimit.None, (PidsLimit?)PidsLimit.None)));
    }

    [Test]
    public async Task Limits_are_changed_and_lifted_while_it_runs()
    {
        await using var host = new CgroupHost(tree, Small);
        using var load = new Load(host.Cgroup, "exec sleep 60");
        var set = await host.Cgroup.ApplyAsync(new() { Cpu = CpuLimit.Of(1.25), MemoryMax = MemoryLimit.MiB(48), MemoryLow = MemoryLimit.MiB(8) });
        Assert.That(set.Complete);
        Assert.That((set.Limits.Cpu, set.Limits.MemoryMax, set.Limits.MemoryLow, set.Limits.Pids), Is.EqualTo(((CpuLimit?)CpuLimit.Of(1.25), (MemoryLimit?)MemoryLimit.MiB(48), (MemoryLimit?)MemoryLimit.MiB(8), Small.Pids)));
        set = await host.Cgroup.ApplyAsync(new() { Cpu = CpuLimit.None, MemoryMax = MemoryLimit.None, Pids = PidsLimit.None });
        Assert.That((set.Limits.Cpu, set.Limits.MemoryMax, set.Limits.Pids), Is.EqualTo(((CpuLimit?)CpuLimit.None, (MemoryLimit?)MemoryLimit.None, (PidsLimit?)PidsLimit.None)));
    }

    [Test]
    public async Task A_cpu_set_binds_processes_that_run_already()
    {
        await using var host = new CgroupHost(tree);
        using var load = new Load(host.Cgroup, "exec sleep 60");
        var set = await host.Cgroup.ApplyAsync(new() { CpuSet = new(0) });
        Assert.That(set.Limits.CpuSet, Is.EqualTo(new CpuSet(0)));
        Assert.That(File.ReadLines($"/proc/{load.Id}/status").Single(line => line.StartsWith("Cpus_allowed_list", StringComparison.Ordinal)).Split('\t')[1], Is.EqualTo("0"));
        Assert.That(host.Cgroup.Placement.LegacyProcsFiles.Count(file => file.Contains("/cpuset/", StringComparison.Ordinal)), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public async Task Swap_is_bounded_together_with_memory()
    {
        await using var host = new CgroupHost(tree, new() { MemoryMax = MemoryLimit.MiB(32), Swap = SwapLimit.Of(0) });
        Assert.That(host.Cgroup.ReadLimits().Swap, Is.EqualTo(SwapLimit.Of(0)));
        var set = await host.Cgroup.ApplyAsync(new() { MemoryMax = MemoryLimit.MiB(64) });
        Assert.That((set.Limits.MemoryMax, set.Limits.Swap), Is.EqualTo(((MemoryLimit?)MemoryLimit.MiB(64), (SwapLimit?)SwapLimit.Of(0))));
        set = await host.Cgroup.ApplyAsync(new() { MemoryMax = MemoryLimit.MiB(16), Swap = SwapLimit.Of(4 << 20) });
        Assert.That((set.Limits.MemoryMax, set.Limits.Swap), Is.EqualTo(((MemoryLimit?)MemoryLimit.MiB(16), (SwapLimit?)SwapLimit.Of(4 << 20))));
    }

    [Test]
    public async Task A_disk_is_bounded_and_the_bound_is_read_back()
    {
        var limit = new IoLimit(Disk()) { WriteBytes = IoRate.Of(1 << 20), ReadOperations = IoRate.Of(100) };
        await using var host = new CgroupHost(tree, new() { Io = [limit], IoWeight = new(50) });
        using var load = new Load(host.Cgroup, "exec sleep 60");
        var limits = host.Cgroup.ReadLimits();
        Assert.That(limits.IoWeight, Is.EqualTo(new IoWeight(50)));
        Assert.That((limits.Io.Single().WriteBytes, limits.Io.Single().ReadOperations), Is.EqualTo((limit.WriteBytes, limit.ReadOperations)));
        var set = await host.Cgroup.ApplyAsync(new() { Io = [new(limit.Device) { WriteBytes = IoRate.None, ReadOperations = IoRate.None }] });
        Assert.That(set.Limits.Io, Is.Empty);
    }

    [Test]
    public async Task A_refused_value_names_file_value_and_error_and_puts_the_others_back()
    {
        await using var host = new CgroupHost(tree, Small);
        using var load = new Load(host.Cgroup, "exec sleep 60");
        var before = host.Cgroup.ReadLimits();
        var refused = await Assert.ThrowsAsync<KernelException>(() => host.Cgroup.ApplyAsync(new() { CpuWeight = new(900), Pids = PidsLimit.Of(5), Io = [new(new(250, 77)) { ReadBytes = IoRate.Of(5) }] }));
        Assert.That(refused!.ErrorName, Is.EqualTo("ENODEV"));
        Assert.That(refused.Message, Does.Contain("250:77"));
        Assert.That(host.Cgroup.ReadLimits() with { Io = [] }, Is.EqualTo(before with { Io = [] }));
        Assert.That(host.Left.Where(path => path.Contains("/blkio/", StringComparison.Ordinal)), Is.Empty, "the cgroup made for the refused limit is gone");
    }

    [Test]
    public async Task A_cpu_that_is_not_there_is_refused_and_nothing_is_left_of_the_creation()
    {
        await using var host = new CgroupHost(tree, create: false);
        var refused = Assert.Throws<KernelException>(() => ContainerCgroup.Create(host.Host, host.Id, new() { CpuSet = new(4000) }));
        Assert.That(refused!.Subject, Does.Contain("cpuset.cpus"));
        Assert.That(host.Left, Is.Empty);
        Assert.That(Directory.EnumerateFileSystemEntries(host.Options.RuntimeDirectory), Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task Many_are_made_at_once_below_a_parent_that_is_not_there_yet(CancellationToken cancellationToken)
    {
        await using var outer = new CgroupHost(tree, create: false);
        await using var host = new CgroupHost(tree, create: false, parent: $"{outer.Id}-many");
        var ids = Enumerable.Range(0, 40).Select(i => new ContainerId($"{host.Id}-{i}")).ToArray();
        try
        {
            var made = await Task.WhenAll(ids.Select(id => Task.Run(() => ContainerCgroup.Create(host.Host, id, new() { CpuSet = new(0), Pids = PidsLimit.Of(5) }), cancellationToken)));
            Assert.That(made.Select(cgroup => cgroup.ReadLimits().CpuSet), Is.All.EqualTo(new CpuSet(0)));
            Assert.That(made.Select(cgroup => cgroup.ReadLimits().MemoryNodes), Is.All.Not.Null);
            await Task.WhenAll(made.Select(cgroup => cgroup.DeleteAsync(cancellationToken)));
            Assert.That(host.Left, Is.Empty);
        }
        finally
        {
            foreach (var id in ids) await ContainerCgroup.Open(host.Host, id).DeleteAsync(CancellationToken.None);
            foreach (var parent in outer.Left) Directory.Delete(parent);
        }
    }

    private static BlockDevice Disk() =>
        BlockDevice.Parse(File.ReadAllText(Directory.EnumerateDirectories("/sys/block").First(path => !path.Contains("zram", StringComparison.Ordinal) && !path.Contains("loop", StringComparison.Ordinal)) + "/dev").Trim());
}
