using Containment.Kernel.Tests.Needs;
using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Linux.Devices;
using Containment.Resources;
using Containment.Resources.Devices;

namespace Containment.Kernel.Tests.Resources;

/// <summary>The same rules on both kinds of cgroup: v1's own lists, and a program that the kernel's verifier must take.</summary>
[TestFixture(true)]
[TestFixture(false)]
[Needs(Need.Root)]
internal sealed class DeviceFilterTests(bool unified)
{
    private static readonly DeviceRule Zero = new(true, DeviceKind.Character, 1, 5, DeviceAccess.Read);

    private CgroupDirectory _directory;

    [SetUp]
    public void MakeCgroup()
    {
        Machine.Require(unified ? Need.CgroupV2 : Need.CgroupV1);
        var layout = CgroupLayout.Detect();
        var own = unified ? layout.Unified!.Own : layout.Legacy.First(hierarchy => hierarchy.Controllers.Contains("devices")).Own;
        _directory = new($"{own}/ct{Guid.NewGuid().ToString("n")[..10]}");
        _directory.Make();
    }

    [TearDown]
    public void RemoveCgroup() => Assert.That(_directory.Path is null || CgroupTree.TryRemove(_directory));

    [Test, CancelAfter(30_000)]
    public async Task Only_what_is_allowed_can_be_opened(CancellationToken cancellationToken)
    {
        Set([DeviceRule.DenyAll, Zero]);
        Assert.That(await TriesAsync(cancellationToken), Is.EqualTo("zero null- full- zero-write-"));
    }

    [Test, CancelAfter(30_000)]
    public async Task New_rules_take_the_place_of_the_old_ones_also_for_what_runs(CancellationToken cancellationToken)
    {
        Set([DeviceRule.DenyAll, Zero]);
        Set([DeviceRule.DenyAll with { Allow = true }, new(false, DeviceKind.Character, 1, 3, DeviceAccess.All)]);
        Assert.That(await TriesAsync(cancellationToken), Is.EqualTo("zero null- full zero-write"));
        Set([DeviceRule.DenyAll, Zero with { Access = DeviceAccess.Read | DeviceAccess.Write }, Zero with { Minor = 7 }]);
        Assert.That(await TriesAsync(cancellationToken), Is.EqualTo("zero null- full zero-write"));
        Set([DeviceRule.DenyAll, Zero]);
        Assert.That(await TriesAsync(cancellationToken), Is.EqualTo("zero null- full- zero-write-"));
    }

    [Test, CancelAfter(30_000)]
    public async Task Nodes_can_be_made_that_can_not_be_opened(CancellationToken cancellationToken)
    {
        Set([DeviceRule.DenyAll, .. DeviceLists.Usual]);
        var disk = Path.Combine(Path.GetTempPath(), $"ct{Guid.NewGuid():n}");
        try
        {
            using var load = new Load(Placement, $"mknod {disk} b 7 0 && echo made; (: < {disk}) 2>&1; (: > /dev/null) && (: < /dev/urandom) && echo usual");
            Assert.That(await load.Output.ReadToEndAsync(cancellationToken), Does.StartWith("made\n").And.Contains("Operation not permitted").And.EndsWith("usual\n"));
        }
        finally
        {
            File.Delete(disk);
        }
    }

    [Test, CancelAfter(30_000)]
    public async Task A_cgroup_below_has_no_more_than_the_one_above(CancellationToken cancellationToken)
    {
        Set([DeviceRule.DenyAll, Zero]);
        var below = _directory.Child("below");
        below.Make();
        if (unified) DeviceFilter.SetUnified(below, [DeviceRule.DenyAll with { Allow = true }]);
        else Assert.That(() => DeviceFilter.SetLegacy(below, [DeviceRule.DenyAll, Zero with { Minor = 3 }]), Throws.TypeOf<KernelRefusal>().With.Property("Error").EqualTo(Errno.EPERM));
        _directory = below;
        Assert.That(await TriesAsync(cancellationToken), Is.EqualTo("zero null- full- zero-write-"));
        below.TryRemove();
        _directory = new(Path.GetDirectoryName(below.Path)!);
    }

    [Test]
    public void However_often_rules_are_set_one_program_or_one_list_is_there()
    {
        for (var i = 0; i < 5; i++) Set([DeviceRule.DenyAll, Zero with { Minor = (uint)i }]);
        if (!unified)
        {
            Assert.That(File.ReadAllText($"{_directory.Path}/devices.list").Trim(), Is.EqualTo("c 1:4 r"));
            return;
        }
        using var descriptor = new Descriptor((int)KernelRefusal.Check(LibC.open(_directory.Path, OpenFlags.CloseOnExec | OpenFlags.Directory, 0), "open", _directory.Path));
        Assert.That(BpfCalls.Attached(descriptor, _directory.Path), Has.Length.EqualTo(1));
    }

    private CgroupPlacement Placement => unified ? new(_directory.Path, []) : new(null, [_directory[CgroupDirectory.Procs]]);

    private void Set(DeviceRule[] rules)
    {
        if (unified) DeviceFilter.SetUnified(_directory, rules);
        else DeviceFilter.SetLegacy(_directory, rules);
    }

    // What could not be opened has a minus.
    private async Task<string> TriesAsync(CancellationToken cancellationToken)
    {
        const string script = "try() { name=$1; shift; if (\"$@\") 2>&-; then r=; else r=-; fi; printf '%s%s ' $name $r; }; in_() { : < $1; }; out_() { : > $1; }; "
            + "try zero in_ /dev/zero; try null in_ /dev/null; try full in_ /dev/full; try zero-write out_ /dev/zero";
        using var load = new Load(Placement, script);
        return (await load.Output.ReadToEndAsync(cancellationToken)).Trim();
    }
}
