using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>One name in an upper layer with all that is known of it but the content.</summary>
internal sealed record UpperEntry
{
    /// <summary>Below the upper directory; empty is the directory itself.</summary>
    public required PathBytes Path { get; init; }

    public required UpperKind Kind { get; init; }

    /// <summary>Permission bits with setuid, setgid and sticky.</summary>
    public ushort Mode { get; init; }

    public uint Uid { get; init; }
    public uint Gid { get; init; }

    /// <summary>Nanoseconds since 1970.</summary>
    public long Modified { get; init; }

    /// <summary>The length of a file in bytes, holes included.</summary>
    public long Size { get; init; }

    /// <summary>A directory that hides what lower layers have at its place.</summary>
    public bool Opaque { get; init; }

    /// <summary>Extended attributes without the overlay's own.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Attributes { get; init; } = [];

    /// <summary>Where a symbolic link points.</summary>
    public PathBytes LinkTarget { get; init; }

    /// <summary>The path at which the same file came earlier in the walk.</summary>
    public PathBytes HardLinkOf { get; init; }

    /// <summary>What a device node stands for.</summary>
    public (uint Major, uint Minor) Device { get; init; }

    /// <summary>Of this machine only, to see what changed: the inode and when it was last changed in any way.</summary>
    public ulong Inode { get; init; }

    /// <summary>Nanoseconds since 1970; of this machine only.</summary>
    public long Changed { get; init; }
}
