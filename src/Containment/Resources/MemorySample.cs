namespace Containment.Resources;

/// <summary>Memory of a container, in bytes.</summary>
public struct MemorySample
{
    /// <summary>In use, page cache included.</summary>
    public long Current { get; internal set; }

    /// <summary>The most that was ever in use at once.</summary>
    public long? Peak { get; internal set; }

    /// <summary><see cref="Current"/> without the page cache that was not used lately: what can't be taken without harm.</summary>
    public readonly long WorkingSet => Math.Max(0, Current - (InactiveFile ?? 0));

    /// <summary>Memory of processes, backed by no file.</summary>
    public long? Anonymous { get; internal set; }

    /// <summary>Page cache, tmpfs included.</summary>
    public long? File { get; internal set; }

    /// <summary>Page cache that was not used lately.</summary>
    public long? InactiveFile { get; internal set; }

    /// <summary>Swap in use.</summary>
    public long? Swap { get; internal set; }

    /// <summary>How many times the kernel killed for want of memory.</summary>
    public long? OutOfMemoryKills { get; internal set; }
}
