using static Containment.Migration.Protocol.Effect;

namespace Containment.Migration.Protocol;

/// <summary>
/// The target's side of a move: from what happens to what is to be done. Pure; the protocol is drawn in <see cref="Message"/>.
/// It may say no at any time before its first instruction, because only its own journalled Owned makes it the owner.
/// </summary>
internal static class TargetMachine
{
    public static (TargetState State, Effect[] Effects) Step(TargetState state, Input input)
    {
        if (input.Kind == InputKind.Recover) return Recover(state, input.Step);
        if (input.Kind == InputKind.LinkUp) return (state with { Linked = true }, []);
        if (input.Kind == InputKind.LinkDown) state = state with { Linked = false };
        return state.Phase switch
        {
            TargetPhase.Unknown when input.Message == Message.Offer => (state with { Phase = TargetPhase.Preparing }, [Journal(JournalStep.Receiving), Do(Work.Prepare)]),
            TargetPhase.Unknown or TargetPhase.Ended => Stranger(state, input),
            TargetPhase.Preparing or TargetPhase.Receiving or TargetPhase.Restoring => Receiving(state, input),
            TargetPhase.Prepared => Prepared(state, input),
            TargetPhase.Activating => Activating(state, input),
            TargetPhase.Filling => Filling(state, input),
            TargetPhase.Running => Running(state, input),
            TargetPhase.CleaningUp => CleaningUp(state, input),
            TargetPhase.Yielding => Yielding(state, input),
            _ => (state, []),
        };
    }

    private static (TargetState, Effect[]) Recover(TargetState state, JournalStep step) => step switch
    {
        JournalStep.Receiving or JournalStep.Declining => (new(TargetPhase.CleaningUp, false, state.Late), [Do(Work.CleanUp)]),
        JournalStep.Owned => (new(TargetPhase.Activating, false, state.Late), [Do(Work.Activate)]),
        // What ran on half a memory was killed with the process that fed it: this succeeds only where all was there already.
        JournalStep.Living => (new(TargetPhase.Filling, false, state.Late), [Do(Work.Fill)]),
        JournalStep.Yielding => (new(TargetPhase.Yielding, false, state.Late), [Do(Work.Yield)]),
        JournalStep.Running => (new(TargetPhase.Running, false, state.Late), []),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "not a step of the target"),
    };

    private static (TargetState, Effect[]) Stranger(TargetState state, Input input) => input.Message switch
    {
        Message.Commit or Message.Resolve or Message.Offer or Message.Seal => (state, [Send(Message.Decline)]),
        Message.Forget => (state with { Phase = TargetPhase.Ended }, [Send(Message.Forgotten)]),
        Message.Revoke => (state with { Phase = TargetPhase.Ended }, [Send(Message.Revoked)]),
        _ => (state, []),
    };

    private static (TargetState, Effect[]) Receiving(TargetState state, Input input) => (state.Phase, input) switch
    {
        (TargetPhase.Preparing, { Kind: InputKind.Done, Work: Work.Prepare }) => (state with { Phase = TargetPhase.Receiving }, [Send(Message.Accept)]),
        (TargetPhase.Receiving, { Message: Message.Seal }) => (state with { Phase = TargetPhase.Restoring }, [Do(Work.Restore)]),
        (TargetPhase.Restoring, { Kind: InputKind.Done, Work: Work.Restore }) => (state with { Phase = TargetPhase.Prepared }, [Send(Message.Ready)]),
        (_, { Kind: InputKind.LinkDown or InputKind.Timeout or InputKind.Cancel or InputKind.Failed } or { Message: Message.Abort or Message.Resolve or Message.Commit or Message.Revoke }) => Decline(state),
        _ => (state, []),
    };

    private static (TargetState, Effect[]) Prepared(TargetState state, Input input) => input switch
    {
        { Message: Message.Commit or Message.Resolve } => (state with { Phase = TargetPhase.Activating }, [Journal(JournalStep.Owned), Do(Work.Activate)]),
        { Kind: InputKind.Timeout or InputKind.Cancel or InputKind.Failed } or { Message: Message.Abort or Message.Revoke } => Decline(state),
        _ => (state, []),
    };

    private static (TargetState, Effect[]) Activating(TargetState state, Input input) => input switch
    {
        { Kind: InputKind.Done, Work: Work.Activate } when state.Late => (state with { Phase = TargetPhase.Filling }, [Journal(JournalStep.Living), Send(Message.Living), Do(Work.Fill)]),
        { Kind: InputKind.Done, Work: Work.Activate } => (state with { Phase = TargetPhase.Running }, [Journal(JournalStep.Running), Send(Message.Running)]),
        { Kind: InputKind.Failed, Work: Work.Activate } => Decline(state),
        _ => (state, []),
    };

    private static (TargetState, Effect[]) Filling(TargetState state, Input input) => input switch
    {
        { Kind: InputKind.Done, Work: Work.Fill } => (state with { Phase = TargetPhase.Running }, [Journal(JournalStep.Running), Send(Message.Running)]),
        { Kind: InputKind.Failed, Work: Work.Fill } => Decline(state),
        { Message: Message.Commit or Message.Resolve } => (state, [Send(Message.Living)]),
        { Message: Message.Revoke } => (state with { Phase = TargetPhase.Yielding }, [Journal(JournalStep.Yielding), Do(Work.Yield)]),
        _ => (state, []),
    };

    private static (TargetState, Effect[]) Running(TargetState state, Input input) => input.Message switch
    {
        Message.Commit or Message.Resolve => (state, [Send(Message.Running)]),
        Message.Revoke => (state with { Phase = TargetPhase.Yielding }, [Journal(JournalStep.Yielding), Do(Work.Yield)]),
        Message.Forget => (state with { Phase = TargetPhase.Ended }, [Effect.Erase, Send(Message.Forgotten), Finish(Outcome.Moved)]),
        _ => (state, []),
    };

    private static (TargetState, Effect[]) CleaningUp(TargetState state, Input input) => input switch
    {
        { Kind: InputKind.Done, Work: Work.CleanUp } => (state with { Phase = TargetPhase.Ended }, [Effect.Erase, Send(Message.Decline), Finish(Outcome.RolledBack)]),
        { Kind: InputKind.Failed, Work: Work.CleanUp } => (state with { Phase = TargetPhase.Ended }, [Finish(Outcome.Stuck)]),
        _ => (state, []),
    };

    private static (TargetState, Effect[]) Yielding(TargetState state, Input input) => input switch
    {
        { Kind: InputKind.Done, Work: Work.Yield } => (state with { Phase = TargetPhase.Ended }, [Effect.Erase, Send(Message.Revoked), Finish(Outcome.RolledBack)]),
        { Kind: InputKind.Failed, Work: Work.Yield } => (state with { Phase = TargetPhase.Ended }, [Finish(Outcome.Stuck)]),
        _ => (state, []),
    };

    private static (TargetState, Effect[]) Decline(TargetState state) =>
        (state with { Phase = TargetPhase.CleaningUp }, [Journal(JournalStep.Declining), Do(Work.CleanUp)]);
}
