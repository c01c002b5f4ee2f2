namespace Containment.Migration.Protocol;

/// <summary>All that the target's machine knows.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="Linked">There is a link.</param>
/// <param name="Late">Memory may follow after it runs.</param>
internal readonly record struct TargetState(TargetPhase Phase, bool Linked, bool Late = false)
{
    /// <summary>It waits for the source: a timer has to run.</summary>
    public bool Waits => Phase is TargetPhase.Receiving or TargetPhase.Prepared;
}
