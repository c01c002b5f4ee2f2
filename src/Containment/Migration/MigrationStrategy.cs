namespace Containment.Migration;

/// <summary>How much of a container goes along, and how long it stands still.</summary>
public enum MigrationStrategy
{
    /// <summary>The best of the others that is possible, by what is found before the move; <see cref="MigrationReport.Strategy"/> says which it was.</summary>
    Auto,
    /// <summary>Files are copied while it runs; then it is frozen, its memory and the files changed since are sent, and it goes on over there.</summary>
    StopAndCopy,
    /// <summary>Pre-copy: files and memory are copied while it runs, in rounds that send what was written since, until the rest fits into the freeze.</summary>
    Live,
    /// <summary>Files are copied while it runs; then it is frozen, goes on over there at once, and its memory follows, what it touches first. If either host or the link fails for good before all is there, it goes back to what it was at the freeze.</summary>
    PostCopy,
    /// <summary>One round of pre-copy, then post-copy of what was written since.</summary>
    Hybrid,
    /// <summary>Files are copied while it runs; then it is stopped in an orderly way, the files changed since are sent, and it is started anew over there. For what can't be saved while it runs.</summary>
    NearLive,
    /// <summary>Only files, of a container that does not run. Start it over there.</summary>
    Cold,
}
