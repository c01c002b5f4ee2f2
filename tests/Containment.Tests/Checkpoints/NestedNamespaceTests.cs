using Containment.Checkpoints.Dumping;

namespace Containment.Tests.Checkpoints;

internal sealed class NestedNamespaceTests
{
    private static IReadOnlyList<NestedNamespace> Find(params (int Pid, string Kind, string? Space)[] others) =>
        NestedNamespace.Find(10, [10, 11, 12], (pid, kind) => others.Where(other => other.Pid == pid && other.Kind == kind).Select(other => other.Space).DefaultIfEmpty($"{kind}:[1]").First(), pid => $"p{pid}");

    [Test]
    public void Where_all_are_in_those_of_the_first_there_is_none() => Assert.That(Find(), Is.Empty);

    [TestCase("user")]
    [TestCase("pid")]
    [TestCase("uts")]
    [TestCase("ipc")]
    [TestCase("cgroup")]
    [TestCase("time")]
    public void One_of_a_kind_that_is_saved_once_is_found_with_its_process(string kind) =>
        Assert.That(Find((12, kind, $"{kind}:[2]")).Single().ToString(), Is.EqualTo($"process 12 (p12) is in a {kind} namespace of its own"));

    [TestCase("mnt")]
    [TestCase("net")]
    public void Mounts_and_networks_are_followed(string kind) => Assert.That(Find((12, kind, $"{kind}:[2]")), Is.Empty);

    [Test]
    public void Each_kind_is_told_once_the_users_first() =>
        Assert.That(Find((11, "pid", "pid:[2]"), (12, "pid", "pid:[3]"), (11, "user", "user:[2]")).Select(one => (one.Kind, one.Pid)), Is.EqualTo(new[] { ("user", 11), ("pid", 11) }));

    [Test]
    public void A_process_that_has_ended_is_no_finding() => Assert.That(Find((11, "pid", null), (10, "uts", null), (12, "uts", "uts:[2]")), Is.Empty);
}
