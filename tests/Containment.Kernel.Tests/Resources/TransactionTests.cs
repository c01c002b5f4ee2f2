using Containment.Kernel.Tests.Needs;
using Containment.Linux.Cgroups;
using Containment.Resources;
using Containment.Resources.Writes;

namespace Containment.Kernel.Tests.Resources;

/// <summary>Several limits in one change: the kernel refuses one of them, wherever it stands, and all others are as they were.</summary>
[TestFixture(Tree.Machine)]
[TestFixture(Tree.LegacyOnly)]
[Needs(Need.Root)]
internal sealed class TransactionTests(Tree tree)
{
    private static readonly ResourceLimits Change = new()
    {
        Cpu = CpuLimit.Of(0.5), CpuPeriod = CpuPeriod.Parse("50ms"), CpuBurst = CpuBurst.Parse("10ms"), CpuWeight = new(250), CpuSet = new(0), MemoryNodes = new(0), Pids = PidsLimit.Of(33),
        MemoryLow = MemoryLimit.MiB(8), MemoryMax = MemoryLimit.MiB(96), Swap = SwapLimit.Of(1 << 20), IoWeight = new(77),
    };

    [Test]
    public async Task A_refusal_at_any_position_puts_all_others_back()
    {
        // What is changed was changed before, so that what is put back is not only the kernel's default.
        await using var host = new CgroupHost(tree, Change with { Cpu = CpuLimit.Of(0.7), CpuWeight = new(60), Pids = PidsLimit.Of(44), MemoryMax = MemoryLimit.MiB(64), Swap = SwapLimit.Of(0), IoWeight = new(88) });
        using var load = new Load(host.Cgroup, "exec sleep 60");
        var set = CgroupSet.Parse(File.ReadAllText(Path.Combine(host.Options.RuntimeDirectory, $"{host.Id}.cgroups")));
        var writes = CgroupWrites.Compile(set, Change, CgroupReading.Limits(set), CgroupFiles.Kernel).Select(write => write.Write).ToArray();
        Assert.That(writes, Has.Length.GreaterThan(9));
        var before = Texts(writes);
        for (var refused = 0; refused < writes.Length; refused++)
        {
            var error = Assert.Throws<KernelException>(() => Write(writes, refused));
            Assert.That(error!.Message, Does.Contain(writes[refused].Directory[writes[refused].File]).And.Contain("\"no value\"").And.Contain(error.ErrorName), "file, value and error");
            Assert.That(Texts(writes), Is.EqualTo(before), $"after {writes[refused].File} was refused");
        }
        Write(writes, -1);
        Assert.That(Texts(writes), Is.Not.EqualTo(before));
    }

    [Test]
    public async Task What_this_machine_lacks_is_told_by_its_field_before_anything_is_written()
    {
        await using var host = new CgroupHost(tree, new() { Pids = PidsLimit.Of(44) });
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => host.Cgroup.ApplyAsync(new() { Pids = PidsLimit.Of(5), Misc = [new("sev", CountLimit.Of(1))] }));
        Assert.That((refused!.Reason, refused.Subject), Is.EqualTo((FailureReason.Unsupported, "Misc")));
        Assert.That(host.Cgroup.ReadLimits().Pids, Is.EqualTo(PidsLimit.Of(44)));
    }

    [Test, Needs(Need.MemoryV1)]
    public async Task What_v1_has_no_file_for_is_told_by_its_field()
    {
        await using var host = new CgroupHost(tree);
        foreach (var (field, limits) in new (string, ResourceLimits)[] { ("MemoryMin", new() { MemoryMin = MemoryLimit.MiB(1) }), ("Zswap", new() { Zswap = SwapLimit.Of(0) }), ("OomGroup", new() { OomGroup = true }) })
            Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => host.Cgroup.ApplyAsync(limits)))!.Subject, Is.EqualTo(field));
    }

    private static void Write(CgroupWrite[] writes, int refused)
    {
        using var transaction = new CgroupTransaction();
        for (var i = 0; i < writes.Length; i++) transaction.Write(i == refused ? writes[i] with { Value = "no value" } : writes[i]);
        transaction.Commit();
    }

    private static string[] Texts(CgroupWrite[] writes) => [.. writes.Select(write => $"{write.File}: {write.Directory.Read(write.File).Trim()}").Distinct()];
}
