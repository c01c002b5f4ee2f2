namespace Containment.Checkpoints.Hindering;

/// <summary>An open descriptor.</summary>
/// <param name="Number">In its process.</param>
/// <param name="Target">What its link in /proc says: a path, or a kind and an inode.</param>
internal sealed record DescriptorFacts(int Number, string Target)
{
    /// <summary>Of a socket: its protocol by the kernel's name; null: no socket.</summary>
    public string? Protocol { get; init; }

    /// <summary>Of a socket: bytes that were received and not read yet, where that matters.</summary>
    public long Unread { get; init; }

    /// <summary>Of a file without a name: what it takes on disk.</summary>
    public long DeletedBytes { get; init; }

    /// <summary>Of a file: it is on a mount that its process does not see (any more).</summary>
    public bool Elsewhere { get; init; }

    /// <summary>Of an inotify: what it watches that CRIU may not find again.</summary>
    public IReadOnlyList<WatchFacts> Watches { get; init; } = [];
}

/// <summary>What an inotify watches, as fdinfo has it.</summary>
/// <param name="Device">The file system, as the kernel numbers it.</param>
/// <param name="Inode">The file.</param>
/// <param name="Path">Where it is inside; null: it was looked for, and not found.</param>
internal sealed record WatchFacts(uint Device, ulong Inode, string? Path);
