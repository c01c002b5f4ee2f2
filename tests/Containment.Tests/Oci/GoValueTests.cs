using Containment.Oci.CommandLine;
using Containment.Oci.Life;
using Containment.Oci.Output;

namespace Containment.Tests.Oci;

/// <summary>Values as runc's command line takes them.</summary>
internal sealed class GoValueTests
{
    [TestCase("5s", 5000)]
    [TestCase("1m30s", 90_000)]
    [TestCase("1.5h", 5_400_000)]
    [TestCase("250ms", 250)]
    [TestCase("0", 0)]
    [TestCase("-1s", -1000)]
    public void A_duration_is_read(string text, double milliseconds) => Assert.That(GoDuration.Parse(text)!.Value.TotalMilliseconds, Is.EqualTo(milliseconds));

    [TestCase("")]
    [TestCase("5")]
    [TestCase("s")]
    [TestCase("5 s")]
    [TestCase("1.2.3s")]
    [TestCase("99999999999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.That(GoDuration.Parse(text), Is.Null);

    [TestCase("100", 100L)]
    [TestCase("1k", 1024L)]
    [TestCase("1.5MiB", 1536L << 10)]
    [TestCase("2 GB", 2L << 30)]
    [TestCase("7b", 7L)]
    [TestCase("-1", -1L)]
    public void A_size_is_read(string text, long bytes) => Assert.That(GoSize.Parse(text), Is.EqualTo(bytes));

    [TestCase("")]
    [TestCase("k")]
    [TestCase("-2")]
    [TestCase("1x")]
    [TestCase("1kk")]
    [TestCase("99999999p")]
    public void What_is_no_size_is_refused(string text) => Assert.That(GoSize.Parse(text), Is.Null);

    [Test]
    public void The_table_of_processes_is_cut_down_by_its_column() =>
        Assert.That(ProcessTable.Pick("USER   PID CMD\nroot     1 init\nme      12 sh 1\nme     112 12\n", [12]), Is.EqualTo("USER   PID CMD\nme      12 sh 1\n"));

    [TestCase("")]
    [TestCase("CMD\nsh\n")]
    public void A_table_without_process_ids_is_refused(string table) =>
        Assert.That(Assert.Throws<ContainmentException>(() => ProcessTable.Pick(table, [1]))!.Reason, Is.EqualTo(FailureReason.ToolFailed));

    [Test]
    public void The_kernels_count_of_kills_is_read_from_both_versions_of_cgroups()
    {
        Assert.That(OutOfMemoryKills.Parse(["oom_kill_disable 0", "under_oom 0", "oom_kill 3"]), Is.EqualTo(3));
        Assert.That(OutOfMemoryKills.Parse(["low 0", "oom 9", "oom_kill 4", "oom_group_kill 0"]), Is.EqualTo(4));
        Assert.That(OutOfMemoryKills.Parse(["oom_kill_disable 0"]), Is.Null);
    }
}
