using Containment.Bundles.Oci;
using Containment.Oci.CommandLine;
using Containment.Oci.Life;
using Containment.Resources;

namespace Containment.Tests.Oci;

/// <summary>What exec runs, and where.</summary>
internal sealed class ExecProcessTests
{
    private static readonly RuntimeSpec Container = new()
    {
        OciVersion = "1.2.0",
        Root = new() { Path = "rootfs" },
        Process = new()
        {
            Args = ["init"], Cwd = "/work", Env = ["A=b"], Terminal = true, NoNewPrivileges = true, User = new() { Uid = 5, Gid = 6, AdditionalGids = [7] },
            Capabilities = new() { Bounding = ["CAP_KILL"], Effective = ["CAP_KILL"], Permitted = ["CAP_KILL"], Inheritable = ["CAP_CHOWN"] },
        },
    };

    private static OciProcess Of(params string[] words)
    {
        var (flags, command) = FlagParser.Leading(words, ExecFlags.All);
        return ExecProcess.Of(Container, flags, command);
    }

    [Test]
    public void It_is_the_containers_process_with_another_command_and_without_its_terminal()
    {
        var process = Of("ls", "-t");
        Assert.That(process.Args, Is.EqualTo(new[] { "ls", "-t" }));
        Assert.That((process.Cwd, process.Terminal, process.NoNewPrivileges, process.User.Uid, process.User.Gid), Is.EqualTo(("/work", false, true, 5u, 6u)));
    }

    [Test]
    public void A_user_without_a_group_keeps_the_containers_group()
    {
        Assert.That((Of("-u", "9", "ls").User.Uid, Of("-u", "9", "ls").User.Gid), Is.EqualTo((9u, 6u)));
        Assert.That(Of("-u", "9:8", "-g", "1", "ls").User.AdditionalGids, Is.EqualTo(new[] { 7u, 1u }));
    }

    [Test]
    public void Capabilities_become_ambient_only_when_they_were_inheritable()
    {
        var sets = Of("--cap", "CAP_CHOWN", "--cap", "CAP_FOWNER", "ls").Capabilities!;
        Assert.That(sets.Bounding, Is.EqualTo(new[] { "CAP_KILL", "CAP_CHOWN", "CAP_FOWNER" }));
        Assert.That(sets.Inheritable, Is.EqualTo(new[] { "CAP_CHOWN" }));
        Assert.That(sets.Ambient, Is.EqualTo(new[] { "CAP_CHOWN" }));
    }

    [Test]
    public void A_switch_can_be_turned_off() => Assert.That(Of("--no-new-privs=false", "ls").NoNewPrivileges, Is.False);

    [Test]
    public void A_cgroup_below_that_leads_out_is_refused()
    {
        var placement = new CgroupPlacement(null, ["/sys/fs/cgroup/pids/web/cgroup.procs"]);
        Assert.Throws<UsageException>(() => SubCgroup.Below(placement, new Dictionary<string, string>(), ["a/../../b"]));
        Assert.Throws<UsageException>(() => SubCgroup.Below(placement, new Dictionary<string, string>(), ["memory:a"]));
    }

    [Test]
    public void An_update_keeps_what_it_does_not_name()
    {
        var before = new OciResources { Memory = new() { Limit = 5, Swap = 9 }, Pids = new() { Limit = 3 }, Unified = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } };
        var after = ResourceMerge.Merge(before, new() { Memory = new() { Limit = 6 }, Cpu = new() { Shares = 7 }, Unified = new Dictionary<string, string> { ["b"] = "3" } });
        Assert.That((after.Memory!.Limit, after.Memory.Swap, after.Pids!.Limit, after.Cpu!.Shares), Is.EqualTo((6L, 9L, 3L, 7ul)));
        Assert.That(after.Unified, Is.EquivalentTo(new Dictionary<string, string> { ["a"] = "1", ["b"] = "3" }));
    }
}
