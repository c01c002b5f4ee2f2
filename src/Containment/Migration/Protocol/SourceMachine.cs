using static Containment.Migration.Protocol.Effect;

namespace Containment.Migration.Protocol;

/// <summary>
/// The source's side of a move: from what happens to what is to be done. Pure; the protocol is drawn in <see cref="Message"/>.
/// Messages that don't fit the phase are left aside, so that losing, doubling and delaying them does no harm.
/// </summary>
internal static class SourceMachine
{
    public static (SourceState State, Effect[] Effects) Step(SourceState state, Input input)
    {
        if (input.Kind == InputKind.Start) return (new(SourcePhase.Offering, true), [Journal(JournalStep.Begun), Send(Message.Offer)]);
        if (input.Kind == InputKind.Recover) return Recover(input.Step);
        // A decision begins with the journal of a move in doubt, or meets one that is being settled.
        if (input.Kind is InputKind.DecideHere or InputKind.DecideThere) return state.Phase is SourcePhase.New or SourcePhase.Committing ? Decided(state, input.Kind) : (state, []);
        if (input.Kind == InputKind.LinkUp) state = state with { Linked = true };
        if (input.Kind == InputKind.LinkDown) state = state with { Linked = false };
        return state.Phase switch
        {
            < SourcePhase.Committing => Uncommitted(state, input),
            SourcePhase.Committing => Committing(state, input),
            SourcePhase.Serving => Serving(state, input),
            SourcePhase.Releasing => Releasing(state, input),
            SourcePhase.Forgetting => Forgetting(state, input),
            SourcePhase.RollingBack => RollingBack(state, input),
            SourcePhase.Reclaiming => Reclaiming(state, input),
            SourcePhase.Revoking => Revoking(state, input),
            _ => (state, []),
        };
    }

    private static (SourceState, Effect[]) Recover(JournalStep step) => step switch
    {
        JournalStep.Begun or JournalStep.Freezing or JournalStep.RollingBack => (new(SourcePhase.RollingBack, false), [Journal(JournalStep.RollingBack), Do(Work.Thaw)]),
        JournalStep.Committing => (new(SourcePhase.Committing, false), [Connect]),
        JournalStep.Released => (new(SourcePhase.Releasing, false), [Do(Work.Delete)]),
        JournalStep.TakenBack => (new(SourcePhase.Reclaiming, false), [Do(Work.TakeBack)]),
        JournalStep.Deleted => (new(SourcePhase.Forgetting, false), [Connect]),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "not a step of the source"),
    };

    private static (SourceState, Effect[]) Uncommitted(SourceState state, Input input) => (state.Phase, input) switch
    {
        (SourcePhase.New, _) => (state, []),
        (SourcePhase.Offering, { Message: Message.Accept }) => (state with { Phase = SourcePhase.Copying }, [Do(Work.Copy)]),
        (SourcePhase.Copying, { Kind: InputKind.Done, Work: Work.Copy }) => (state with { Phase = SourcePhase.Freezing }, [Journal(JournalStep.Freezing), Do(Work.Freeze)]),
        (SourcePhase.Freezing, { Kind: InputKind.Done, Work: Work.Freeze }) => (state with { Phase = SourcePhase.Sending }, [Do(Work.Dump)]),
        (SourcePhase.Sending, { Kind: InputKind.Done, Work: Work.Dump }) => (state with { Phase = SourcePhase.Sealed }, [Send(Message.Seal)]),
        (SourcePhase.Sealed, { Message: Message.Ready }) => (state with { Phase = SourcePhase.Committing }, [Journal(JournalStep.Committing), Send(Message.Commit)]),
        (_, { Kind: InputKind.LinkDown or InputKind.Timeout or InputKind.Cancel or InputKind.Failed } or { Message: Message.Decline }) => RollBack(state),
        _ => (state, []),
    };

    private static (SourceState, Effect[]) Committing(SourceState state, Input input) => input switch
    {
        { Message: Message.Running } => (state with { Phase = SourcePhase.Releasing }, [Journal(JournalStep.Released), Do(Work.Delete)]),
        { Message: Message.Living } => (state with { Phase = SourcePhase.Serving }, [Do(Work.Serve)]),
        { Message: Message.Decline } => RollBack(state),
        { Kind: InputKind.LinkUp } => (state, [Send(Message.Resolve)]),
        _ => Reconnect(state, input),
    };

    // Nothing of this is journalled: after a crash it is Committing again, and the target says where it is.
    private static (SourceState, Effect[]) Serving(SourceState state, Input input) => input switch
    {
        { Kind: InputKind.Failed, Work: Work.Serve } => (state with { Phase = SourcePhase.Committing, Linked = false }, [Disconnect, Connect]),
        { Message: Message.Living } => (state, []),
        { Message: Message.Running or Message.Decline } or { Kind: InputKind.LinkUp or InputKind.LinkDown or InputKind.Timeout } => Committing(state with { Phase = SourcePhase.Committing }, input),
        _ => (state, []),
    };

    private static (SourceState, Effect[]) Releasing(SourceState state, Input input) => input switch
    {
        { Kind: InputKind.Done, Work: Work.Delete } => (state with { Phase = SourcePhase.Forgetting }, [Journal(JournalStep.Deleted), state.Linked ? Send(Message.Forget) : Connect]),
        { Kind: InputKind.Failed, Work: Work.Delete } => (state with { Phase = SourcePhase.Ended }, [Finish(Outcome.Stuck)]),
        _ => (state, []),
    };

    private static (SourceState, Effect[]) Forgetting(SourceState state, Input input) => input switch
    {
        { Message: Message.Forgotten } => (state with { Phase = SourcePhase.Ended }, [Effect.Erase, Finish(Outcome.Moved)]),
        { Kind: InputKind.LinkUp } => (state, [Send(Message.Forget)]),
        _ => Reconnect(state, input),
    };

    private static (SourceState, Effect[]) RollingBack(SourceState state, Input input) => input switch
    {
        { Kind: InputKind.Done, Work: Work.Thaw } => (state with { Phase = SourcePhase.Ended }, [Send(Message.Abort), Effect.Erase, Finish(Outcome.RolledBack)]),
        { Kind: InputKind.Failed, Work: Work.Thaw } => (state with { Phase = SourcePhase.Ended }, [Finish(Outcome.Stuck)]),
        _ => (state, []),
    };

    private static (SourceState, Effect[]) Decided(SourceState state, InputKind decision) => decision == InputKind.DecideHere
        ? (state with { Phase = SourcePhase.Reclaiming }, [Journal(JournalStep.TakenBack), Do(Work.TakeBack)])
        : (state with { Phase = SourcePhase.Releasing }, [Journal(JournalStep.Released), Do(Work.Delete)]);

    private static (SourceState, Effect[]) Reclaiming(SourceState state, Input input) => input switch
    {
        { Kind: InputKind.Done, Work: Work.TakeBack } => (state with { Phase = SourcePhase.Revoking }, [state.Linked ? Send(Message.Revoke) : Connect]),
        { Kind: InputKind.Failed, Work: Work.TakeBack } => (state with { Phase = SourcePhase.Ended }, [Finish(Outcome.Stuck)]),
        _ => (state, []),
    };

    private static (SourceState, Effect[]) Revoking(SourceState state, Input input) => input switch
    {
        { Message: Message.Revoked } => (state with { Phase = SourcePhase.Ended }, [Effect.Erase, Finish(Outcome.RolledBack)]),
        { Kind: InputKind.LinkUp } => (state, [Send(Message.Revoke)]),
        _ => Reconnect(state, input),
    };

    private static (SourceState, Effect[]) RollBack(SourceState state) =>
        (state with { Phase = SourcePhase.RollingBack }, [Journal(JournalStep.RollingBack), Do(Work.Thaw)]);

    private static (SourceState, Effect[]) Reconnect(SourceState state, Input input) => input.Kind switch
    {
        InputKind.LinkDown => (state, [Connect]),
        InputKind.Timeout when state.Linked => (state with { Linked = false }, [Disconnect, Connect]),
        _ => (state, []),
    };
}
