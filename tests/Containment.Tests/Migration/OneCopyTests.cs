using Containment.Migration.Protocol;
using Containment.Tests.Migration.Model;

namespace Containment.Tests.Migration;

/// <summary>
/// The protocol, checked exhaustively: all orders of crash and restart of both sides, of messages lost, doubled and
/// overtaking each other, of a link that breaks (noticed by one side before the other), of works that fail half done, and of a
/// caller who cancels, within the given number of faults.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class OneCopyTests
{
    private static readonly Faults[] Budgets =
    [
        new(0, 0, 0, 0, 0, 1),
        new(3, 0, 0, 0, 0, 0),
        new(2, 0, 0, 1, 0, 1),
        new(2, 1, 0, 0, 1, 0),
        new(1, 1, 1, 1, 0, 0),
        new(1, 0, 1, 1, 1, 0),
        new(0, 2, 1, 1, 1, 1),
        new(0, 0, 0, 0, 0, 0, 2),
        new(2, 0, 0, 1, 0, 0, 1),
        new(1, 1, 1, 0, 0, 0, 1),
        new(0, 0, 0, 1, 1, 0, 1),
    ];

    [Test, Combinatorial]
    public void Whatever_fails_there_is_one_copy_and_it_ends_well([ValueSource(nameof(Budgets))] object faults, [Values] bool late)
    {
        var explorer = new Explorer(new Universe(SourceMachine.Step, TargetMachine.Step, late));
        explorer.Explore(Universe.Begin((Faults)faults, SourceMachine.Step));
        TestContext.Out.WriteLine($"{explorer.Count} worlds with {faults}");
        Assert.That(explorer.Worlds, Has.Some.Matches<World>(w => w is { Settled: true, Target.Copy: Copy.Running }), "it moves");
        Assert.That(explorer.Worlds, Has.Some.Matches<World>(w => w is { Settled: true, Source.Copy: Copy.Running, Target.Copy: Copy.None }), "it rolls back");
    }

    [Test]
    public void A_partition_after_the_commit_leaves_neither_running_until_they_talk_again()
    {
        var explorer = new Explorer(new Universe(SourceMachine.Step, TargetMachine.Step));
        explorer.Explore(Universe.Begin(new(1, 0, 0, 1, 0, 0), SourceMachine.Step));
        var inDoubt = explorer.Worlds.Where(w => w.Source is { Alive: true, Journal: JournalStep.Committing, Linked: false } && w.Target.Copy != Copy.Running).ToList();
        Assert.That(inDoubt, Is.Not.Empty);
        Assert.That(inDoubt.Select(w => w.Source.Copy), Is.All.EqualTo(Copy.Frozen));
    }

    [Test]
    public void A_source_that_thaws_when_the_link_breaks_after_the_commit_is_caught()
    {
        static (SourceState, Effect[]) Careless(SourceState state, Input input) =>
            state.Phase == SourcePhase.Committing && input.Kind == InputKind.LinkDown
                ? (state with { Phase = SourcePhase.RollingBack, Linked = false }, [Effect.Journal(JournalStep.RollingBack), Effect.Do(Work.Thaw)])
                : SourceMachine.Step(state, input);
        Assert.That(Violation(Careless, TargetMachine.Step), Is.EqualTo("two copies run"));
    }

    [Test]
    public void A_source_that_commits_before_it_is_on_disk_is_caught()
    {
        static (SourceState, Effect[]) Hasty(SourceState state, Input input) =>
            state.Phase == SourcePhase.Sealed && input.Message == Message.Ready
                ? (state with { Phase = SourcePhase.Committing }, [Effect.Send(Message.Commit), Effect.Journal(JournalStep.Committing)])
                : SourceMachine.Step(state, input);
        Assert.That(Violation(Hasty, TargetMachine.Step), Is.EqualTo("two copies run"));
    }

    [Test]
    public void A_source_that_deletes_before_the_target_runs_is_caught()
    {
        static (SourceState, Effect[]) Rash(SourceState state, Input input) =>
            state.Phase == SourcePhase.Sealed && input.Message == Message.Ready
                ? (state with { Phase = SourcePhase.Releasing }, [Effect.Journal(JournalStep.Released), Effect.Do(Work.Delete)])
                : SourceMachine.Step(state, input);
        Assert.That(Violation(Rash, TargetMachine.Step), Is.EqualTo("the source is deleted and the target does not run"));
    }

    [Test]
    public void A_target_that_runs_before_it_is_on_disk_is_caught()
    {
        static (TargetState, Effect[]) Hasty(TargetState state, Input input) =>
            state.Phase == TargetPhase.Prepared && input.Message is Message.Commit
                ? (state with { Phase = TargetPhase.Activating }, [Effect.Do(Work.Activate), Effect.Journal(JournalStep.Owned)])
                : TargetMachine.Step(state, input);
        Assert.That(Violation(SourceMachine.Step, Hasty), Is.Not.Null);
    }

    [Test]
    public void A_target_that_forgets_as_soon_as_it_runs_is_caught()
    {
        static (TargetState, Effect[]) Forgetful(TargetState state, Input input) =>
            state.Phase == TargetPhase.Activating && input is { Kind: InputKind.Done, Work: Work.Activate }
                ? (state with { Phase = TargetPhase.Ended }, [Effect.Erase, Effect.Send(Message.Running)])
                : TargetMachine.Step(state, input);
        Assert.That(Violation(SourceMachine.Step, Forgetful), Is.Not.Null);
    }

    [Test]
    public void A_source_that_deletes_while_memory_is_missing_over_there_is_caught()
    {
        static (SourceState, Effect[]) Rash(SourceState state, Input input) =>
            state.Phase == SourcePhase.Committing && input.Message == Message.Living ? SourceMachine.Step(state, Input.Received(Message.Running)) : SourceMachine.Step(state, input);
        Assert.That(Violation(Rash, TargetMachine.Step, late: true), Is.Not.Null);
    }

    [Test]
    public void A_target_that_takes_up_what_ran_on_half_a_memory_is_caught()
    {
        static (TargetState, Effect[]) Hopeful(TargetState state, Input input) =>
            input is { Kind: InputKind.Recover, Step: JournalStep.Living } ? (state with { Phase = TargetPhase.Running }, [Effect.Journal(JournalStep.Running)]) : TargetMachine.Step(state, input);
        Assert.That(Violation(SourceMachine.Step, Hopeful, late: true), Is.Not.Null);
    }

    [Test]
    public void A_target_that_takes_the_same_offer_twice_is_caught()
    {
        static (TargetState, Effect[]) Eager(TargetState state, Input input) =>
            TargetMachine.Step(state.Phase == TargetPhase.Ended && input.Message == Message.Offer ? state with { Phase = TargetPhase.Unknown } : state, input);
        Assert.That(Violation(SourceMachine.Step, Eager, new(0, 0, 4, 0, 1, 0)), Is.Not.Null);
    }

    [Test]
    public void Only_a_wrong_word_makes_two_copies() =>
        Assert.That(Violation(SourceMachine.Step, TargetMachine.Step, new(0, 0, 0, 1, 0, 0, 0, 1)), Is.EqualTo("two copies run"));

    [Test]
    public void A_source_that_takes_it_back_without_writing_it_down_is_caught()
    {
        static (SourceState, Effect[]) Hasty(SourceState state, Input input)
        {
            var (next, effects) = SourceMachine.Step(state, input);
            return (next, [.. effects.Where(effect => effect.Step != JournalStep.TakenBack)]);
        }
        Assert.That(Violation(Hasty, TargetMachine.Step, new(1, 0, 0, 0, 0, 0, 1)), Is.Not.Null);
    }

    private static string? Violation(SourceStep source, TargetStep target, Faults? faults = null, bool late = false)
    {
        try { new Explorer(new Universe(source, target, late)).Explore(Universe.Begin(faults ?? new(1, 0, 0, 1, 1, 0), source)); }
        catch (ModelViolation violation) { return violation.Rule; }
        return null;
    }
}
