namespace Containment.Migration.Protocol;

/// <summary>All that the target's machine knows.</summary>
internal readonly record struct TargetState(TargetPhase Phase, bool Linked)
{
    /// <summary>It waits for the source: a timer has to run.</summary>
    public bool Waits => Phase is TargetPhase.Receiving or TargetPhase.Prepared;
}
