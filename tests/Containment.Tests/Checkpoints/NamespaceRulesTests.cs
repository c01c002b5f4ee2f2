using Containment.Checkpoints.Hindering;

namespace Containment.Tests.Checkpoints;

internal sealed class NamespaceRulesTests
{
    private static readonly string[] Kinds = ["mnt", "net", "user", "pid", "uts", "ipc", "cgroup", "time"];

    private static IReadOnlyList<Hindrance> Find(params (int Pid, string Kind, string? Space)[] others) => FindOf(null, others);

    private static IReadOnlyList<Hindrance> FindOf(string? unit, params (int Pid, string Kind, string? Space)[] others) =>
        [.. NamespaceRules.Of(new(10, [.. ((int[])[10, 11, 12]).Select(pid => new ProcessFacts(pid, $"p{pid}") { Unit = pid == 10 ? null : unit, Namespaces = Spaces(pid, others) })], [], new HashSet<string>()))];

    private static Dictionary<string, string> Spaces(int pid, (int Pid, string Kind, string? Space)[] others)
    {
        var spaces = Kinds.ToDictionary(kind => kind, kind => $"{kind}:[1]");
        foreach (var (_, kind, space) in others.Where(other => other.Pid == pid))
        {
            if (space is null) spaces.Remove(kind);
            else spaces[kind] = space;
        }
        return spaces;
    }

    [Test]
    public void Where_all_are_in_those_of_the_first_there_is_none() => Assert.That(Find(), Is.Empty);

    [TestCase("user")]
    [TestCase("pid")]
    [TestCase("uts")]
    [TestCase("ipc")]
    [TestCase("cgroup")]
    [TestCase("time")]
    public void One_of_a_kind_that_is_saved_once_is_found_with_its_process(string kind)
    {
        var one = Find((12, kind, $"{kind}:[2]")).Single();
        Assert.That((one.Weight, one.Code, one.What), Is.EqualTo((Weight.Refusal, "nested-namespace", $"process 12 (p12) is in a {kind} namespace of its own")));
    }

    [Test]
    public void Networks_are_followed() => Assert.That(Find((12, "net", "net:[2]")), Is.Empty);

    [Test]
    public void Mounts_of_its_own_may_be_saved() => Assert.That(Find((12, "mnt", "mnt:[2]")).Select(one => (one.Weight, one.Code)), Is.EqualTo(new[] { (Weight.Doubt, "private-mounts") }));

    [TestCase("user", "'PrivateUsers=no'")]
    [TestCase("ipc", "'PrivateIPC=no'")]
    [TestCase("uts", "'ProtectHostname=no'")]
    [TestCase("mnt", "'PrivateTmp=no'")]
    public void A_service_is_named_with_the_drop_in_that_would_help(string kind, string setting)
    {
        var one = FindOf("web.service", (12, kind, $"{kind}:[2]")).Single();
        Assert.That(one.What, Does.StartWith("process 12 (p12, of web.service)"));
        Assert.That(one.Remedy, Does.Contain("/etc/systemd/system/web.service.d/movable.conf").And.Contain(setting).And.Contain("systemctl restart web.service"));
    }

    [Test]
    public void Who_belongs_to_no_service_gets_no_drop_in() => Assert.That(FindOf("user@0.scope", (12, "user", "user:[2]")).Single().Remedy, Does.Not.Contain("systemctl"));

    [TestCase("0::/box/system.slice/web.service", "web.service")]
    [TestCase("0::/box/system.slice/web.service/inner", "web.service")]
    [TestCase("0::/box/init.scope", "init.scope")]
    [TestCase("4:memory:/box", null)]
    public void The_innermost_unit_is_read_from_the_cgroup(string line, string? unit) => Assert.That(ServiceDropIn.UnitOf(line), Is.EqualTo(unit));

    [Test]
    public void Each_kind_is_told_once_the_users_first() =>
        Assert.That(Find((11, "pid", "pid:[2]"), (12, "pid", "pid:[3]"), (11, "user", "user:[2]")).Select(one => one.What),
            Is.EqualTo(new[] { "process 11 (p11) is in a user namespace of its own", "process 11 (p11) is in a pid namespace of its own" }));

    [Test]
    public void A_process_that_has_ended_is_no_finding() => Assert.That(Find((11, "pid", null), (10, "uts", null), (12, "uts", "uts:[2]")), Is.Empty);
}
