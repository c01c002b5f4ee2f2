using Containment.Linux.Processes;
using Containment.Oci.States;

namespace Containment.Tests.Oci;

internal sealed class ProcessIdentityTests
{
    private const string Rest = "1 2 3 0 -1 4194560 85 0 0 0 0 0 0 0 20 0 1 0 12345 2269184 123 18446744073709551615";

    [TestCase("7 (sh) S " + Rest, 12345ul)]
    [TestCase("7 (a ) R) b (c) S " + Rest, 12345ul)]
    public void The_start_time_is_found_behind_any_name(string text, ulong expected) => Assert.That(ProcessStat.Parse(text) is { IsAtWork: true } stat ? stat.Began : (ulong?)null, Is.EqualTo(expected));

    [TestCase("7 (sh) Z " + Rest)]
    [TestCase("7 (sh) X " + Rest)]
    [TestCase("7 (sh) S 1 2")]
    [TestCase("")]
    [TestCase("nonsense")]
    public void What_has_ended_or_is_cut_short_has_none(string text) => Assert.That(ProcessStat.Parse(text) is { IsAtWork: true } stat ? stat.Began : (ulong?)null, Is.Null);

    [Test]
    public void This_process_lives()
    {
        var self = ProcessIdentity.Of(Environment.ProcessId)!;
        Assert.That(self.Lives, Is.True);
        Assert.That((self with { StartTime = self.StartTime - 1 }).Lives, Is.False);
        Assert.That((self with { BootId = "another" }).Lives, Is.False);
    }

    // A directory is refused in the same way as a file that one may not read, also to root.
    [Test]
    public void One_that_may_not_be_looked_at_has_none() => Assert.That(ProcessStat.Read("/proc/self/task"), Is.Null);

    [Test]
    public void There_is_none_of_a_number_that_nobody_has() => Assert.That(ProcessIdentity.Of(int.MaxValue), Is.Null);
}
