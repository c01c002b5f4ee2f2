using Containment.Migration;
using Containment.Migration.Planning;

namespace Containment.Tests.Migration;

internal sealed class LadderTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);
    private static readonly MigrationFinding Ring = new(MigrationSeverity.Blocker, "io-uring", "", "", "") { MemoryOnly = true };
    private static readonly MigrationFinding Name = new(MigrationSeverity.Blocker, "name-taken", "", "", "");
    private static readonly MigrationFinding Kernel = new(MigrationSeverity.Warning, "kernel", "", "", "") { MemoryOnly = true };

    private static LadderChoice Choose(MigrationStrategy wanted, bool running = true, TimeSpan? freeze = null, params MigrationFinding[] findings) =>
        Ladder.Choose(wanted, running, findings, _ => freeze, Budget);

    [Test]
    public void What_does_not_run_moves_cold_whatever_was_asked_for([Values] MigrationStrategy wanted) => Assert.That(Choose(wanted, running: false).Strategy, Is.EqualTo(MigrationStrategy.Cold));

    [Test]
    public void What_runs_does_not_move_cold() => Assert.That(Choose(MigrationStrategy.Cold).Strategy, Is.Null);

    [Test]
    public void Auto_takes_memory_along_where_it_can() => Assert.That(Choose(MigrationStrategy.Auto, findings: Kernel).Strategy!.Value.TakesMemory, Is.True);

    [Test]
    public void Auto_moves_the_files_of_what_cant_be_saved_and_says_why()
    {
        var choice = Choose(MigrationStrategy.Auto, findings: Ring);
        Assert.That(choice.Strategy, Is.EqualTo(MigrationStrategy.NearLive));
        Assert.That(choice.Reasons[0], Does.Contain("io-uring"));
    }

    [Test]
    public void Auto_restarts_nothing_for_what_passes()
    {
        var exec = new MigrationFinding(MigrationSeverity.Blocker, "exec", "", "", "") { MemoryOnly = true, Passing = true };
        Assert.That(Choose(MigrationStrategy.Auto, findings: exec).Strategy, Is.Null);
        Assert.That(Choose(MigrationStrategy.Auto, findings: [exec, Ring]).Strategy, Is.EqualTo(MigrationStrategy.NearLive), "it can't be saved without the exec either");
        Assert.That(Choose(MigrationStrategy.NearLive, findings: exec).Strategy, Is.EqualTo(MigrationStrategy.NearLive));
    }

    [Test]
    public void Nothing_is_possible_where_not_even_files_can_move()
    {
        var choice = Choose(MigrationStrategy.Auto, findings: [Ring, Name]);
        Assert.That(choice.Strategy, Is.Null);
        Assert.That(choice.Reasons[0], Does.Contain("name-taken").And.Not.Contain("io-uring"));
    }

    [Test]
    public void What_was_asked_for_is_done_or_refused()
    {
        Assert.That(Choose(MigrationStrategy.StopAndCopy, findings: Ring).Strategy, Is.Null);
        Assert.That(Choose(MigrationStrategy.StopAndCopy, freeze: TimeSpan.FromMinutes(1)).Strategy, Is.EqualTo(MigrationStrategy.StopAndCopy), "the budget is for Auto");
        Assert.That(Choose(MigrationStrategy.NearLive, findings: Ring).Strategy, Is.EqualTo(MigrationStrategy.NearLive));
        Assert.That(Choose(MigrationStrategy.NearLive, findings: Name).Strategy, Is.Null);
    }

    [Test]
    public void A_freeze_beyond_the_budget_is_no_reason_to_restart_it()
    {
        var choice = Choose(MigrationStrategy.Auto, freeze: TimeSpan.FromSeconds(20));
        Assert.That(choice.Strategy!.Value.TakesMemory, Is.True);
        Assert.That(choice.Reasons[0], Does.Contain("1000 ms").And.Contain("20 s"));
    }

    [Test]
    public void The_reason_names_the_freeze_that_fits_the_budget() => Assert.That(Choose(MigrationStrategy.Auto, freeze: TimeSpan.FromMilliseconds(80)).Reasons[^1], Does.Contain("80 ms, within 1000 ms"));

    [Test]
    public void An_unknown_freeze_is_no_obstacle() => Assert.That(Choose(MigrationStrategy.Auto).Reasons[^1], Does.Contain("not known"));
}
