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
    Releasing,
    Forgetting,
    RollingBack,
    Ended,
}
