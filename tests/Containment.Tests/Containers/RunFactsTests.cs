using Containment.Containers.Life;

namespace Containment.Tests.Containers;

internal sealed class RunFactsTests
{
    private string _path = "";

    [SetUp]
    public void Make() => _path = Path.Combine(Directory.CreateTempSubdirectory("ct").FullName, "web.run");

    [TearDown]
    public void Remove() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Test]
    public void Every_phase_is_read_as_it_was_written([Values] RunPhase first, [Values] RunPhase second)
    {
        var facts = new RunFacts(first, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123));
        facts.Write(_path);
        Assert.That(RunFacts.Read(_path), Is.EqualTo(facts));
        RunFacts.Change(_path, second);
        Assert.That(RunFacts.Read(_path), Is.EqualTo(facts with { Phase = second }));
    }

    [Test]
    public void Where_there_is_no_run_there_are_no_facts() => Assert.That(RunFacts.Read(_path), Is.Null);

    [TestCase("")]
    [TestCase("Running   ")]
    [TestCase("Flying    1 x\n")]
    public void Damaged_facts_are_none(string content)
    {
        File.WriteAllText(_path, content);
        Assert.That(RunFacts.Read(_path), Is.Null);
    }

    [Test]
    public void A_run_of_an_earlier_boot_is_none()
    {
        new RunFacts(RunPhase.Running, DateTimeOffset.UnixEpoch).Write(_path);
        File.WriteAllText(_path, File.ReadAllText(_path).TrimEnd()[..^1] + "?\n");
        Assert.That(RunFacts.Read(_path), Is.Null);
    }
}
