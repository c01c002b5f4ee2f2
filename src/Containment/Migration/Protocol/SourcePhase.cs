namespace Containment.Migration.Protocol;

/// <summary>Where the source stands; drawn in <see cref="Message"/>.</summary>
internal enum SourcePhase : byte
{
    New,
    Offering,
    Copying,
    Freezing,
    Sending,
    Sealed,
    Committing,
    /// <summary>The target runs it, and gets from here what it lacks of its memory.</summary>
    Serving,
    Releasing,
    Forgetting,
    RollingBack,
    Ended,
    Reclaiming,
    Revoking,
}
