namespace Containment.Migration;

/// <summary>How much of a container goes along, and how long it stands still.</summary>
public enum MigrationStrategy
{
    /// <summary>Files are copied while it runs; then it is frozen, its memory and the files changed since are sent, and it goes on over there.</summary>
    StopAndCopy,
    /// <summary>Only files, of a container that does not run. Start it over there.</summary>
    Cold,
}
