namespace Containment.Migration.Protocol;

/// <summary>All that the source's machine knows.</summary>
internal readonly record struct SourceState(SourcePhase Phase, bool Linked)
{
    /// <summary>It waits for the other side: a timer has to run.</summary>
    public bool Waits => Linked && Phase is SourcePhase.Offering or SourcePhase.Sealed or SourcePhase.Committing or SourcePhase.Serving or SourcePhase.Forgetting or SourcePhase.Revoking;

    /// <summary>It may still be taken back by the caller.</summary>
    public bool CanCancel => Phase < SourcePhase.Committing;
}
