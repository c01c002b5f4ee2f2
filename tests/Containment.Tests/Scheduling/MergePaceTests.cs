using Containment.Scheduling.Merging;

namespace Containment.Tests.Scheduling;

/// <summary>The files of /sys/kernel/mm/ksm, played by plain ones.</summary>
internal sealed class MergePaceTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private string _top = "", _ksm = "";
    private ContainerHostOptions _options = null!;

    [SetUp]
    public void Make()
    {
        _top = Directory.CreateTempSubdirectory("ctksm-").FullName;
        _ksm = Directory.CreateDirectory(Path.Combine(_top, "ksm")).FullName;
        _options = new() { StateDirectory = Path.Combine(_top, "state"), RuntimeDirectory = Directory.CreateDirectory(Path.Combine(_top, "run")).FullName };
        Write("run", "0");
        Write("pages_to_scan", "123");
        Write("sleep_millisecs", "200");
        Write("pages_sharing", "0");
    }

    [TearDown]
    public void Remove() => Directory.Delete(_top, recursive: true);

    [Test]
    public void It_runs_while_a_container_wants_it_and_is_put_back_when_none_does()
    {
        var pace = Open();
        pace.Look(0, Start);
        Assert.That(All(), Is.EqualTo("0 123 200"), "nobody wants it");
        pace.Look(1, Start + TimeSpan.FromSeconds(1));
        Assert.That(All(), Is.EqualTo($"1 {MergeRate.Quick} {MergeRate.RoundMilliseconds}"));
        pace.Look(1, Start + TimeSpan.FromSeconds(40));
        Assert.That(All(), Is.EqualTo($"1 {MergeRate.Slow} {MergeRate.RoundMilliseconds}"));
        pace.Look(0, Start + TimeSpan.FromSeconds(50));
        Assert.That(All(), Is.EqualTo("0 123 200"));
        pace.Look(1, Start + TimeSpan.FromSeconds(60));
        Assert.That(All(), Is.EqualTo($"1 {MergeRate.Quick} {MergeRate.RoundMilliseconds}"), "it begins anew");
    }

    [Test]
    public void What_the_kernel_refuses_is_left_and_the_rest_is_put_back()
    {
        var pace = Open();
        File.Delete(Path.Combine(_ksm, "sleep_millisecs"));
        Directory.CreateDirectory(Path.Combine(_ksm, "sleep_millisecs"));
        Assert.That(() => pace.Look(1, Start), Throws.Nothing);
        Directory.Delete(Path.Combine(_ksm, "sleep_millisecs"));
        Write("sleep_millisecs", "200");
        pace.Look(0, Start + TimeSpan.FromSeconds(5));
        Assert.That(All(), Is.EqualTo("0 123 200"));
    }

    [Test]
    public void What_a_killed_one_left_is_put_back_by_the_next()
    {
        Open().Look(1, Start);
        Assert.That(All(), Does.StartWith("1 "));
        Open();
        Assert.That(All(), Is.EqualTo("0 123 200"));
        Assert.That(Directory.EnumerateFiles(_options.RuntimeDirectory), Is.Empty);
    }

    [Test]
    public void Where_the_kernel_advises_itself_the_number_of_pages_is_left_to_it()
    {
        Write("advisor_mode", "none [scan-time]");
        var pace = Open();
        pace.Look(1, Start);
        Assert.That(All(), Is.EqualTo("1 123 200"));
        pace.PutBack();
        Assert.That(All(), Is.EqualTo("0 123 200"));
    }

    [Test]
    public void It_is_not_told_the_same_again()
    {
        var pace = Open();
        pace.Look(1, Start);
        Write("pages_to_scan", "7");
        pace.Look(1, Start + TimeSpan.FromSeconds(5));
        Assert.That(All(), Is.EqualTo($"1 7 {MergeRate.RoundMilliseconds}"), "whoever set it meanwhile had a reason");
    }

    [Test]
    public void A_kernel_without_it_has_none() => Assert.That(MergePace.Open(_options, Path.Combine(_top, "nowhere")), Is.Null);

    private MergePace Open() => MergePace.Open(_options, _ksm)!;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_ksm, name), text + "\n");

    private string All() => string.Join(' ', ((string[])["run", "pages_to_scan", "sleep_millisecs"]).Select(name => File.ReadAllText(Path.Combine(_ksm, name)).Trim()));
}
