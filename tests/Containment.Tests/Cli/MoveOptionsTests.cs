using System.CommandLine;
using Containment.Cli.Options;
using Containment.Migration;

namespace Containment.Tests.Cli;

internal sealed class MoveOptionsTests
{
    private static MigrateOptions Read(params string[] words)
    {
        var options = new MoveOptions();
        var command = new Command("migrate");
        foreach (var option in options.All) command.Options.Add(option);
        return options.Read(command.Parse(words));
    }

    [Test]
    public void Nothing_said_is_the_best_that_is_possible() => Assert.That(Read(), Is.EqualTo(new MigrateOptions()));

    [TestCase("--near-live", MigrationStrategy.NearLive)]
    [TestCase("--cold", MigrationStrategy.Cold)]
    public void A_strategy_has_a_word_of_its_own(string word, MigrationStrategy strategy) => Assert.That(Read(word).Strategy, Is.EqualTo(strategy));

    [Test]
    public void A_strategy_is_named() => Assert.That(Read("--strategy", "StopAndCopy").Strategy, Is.EqualTo(MigrationStrategy.StopAndCopy));

    [Test]
    public void Two_strategies_are_refused() => Assert.Throws<InvalidSpecException>(() => Read("--near-live", "--strategy", "StopAndCopy"));

    [Test]
    public void Times_have_units()
    {
        var options = Read("--freeze-budget", "250ms", "--timeout", "10m", "--time", "3");
        Assert.That((options.FreezeBudget, options.Timeout, options.Stop.GracePeriod), Is.EqualTo((TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(3))));
        Assert.Throws<InvalidSpecException>(() => Read("--freeze-budget", "soon"));
    }
}
