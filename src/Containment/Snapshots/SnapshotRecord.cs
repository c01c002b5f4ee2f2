namespace Containment.Snapshots;

/// <summary>One snapshot of a container.</summary>
internal sealed record SnapshotRecord
{
    public required string Name { get; init; }

    /// <summary>The snapshot that the container stood on when it was taken; null: none.</summary>
    public string? Parent { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The own layers that make it up, top first; all are sealed. Below them is the root source.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>SHA-256 of the description of its memory, in hexadecimal; null: files only.</summary>
    public string? Memory { get; init; }

    /// <summary>The bytes of the files in its top layer.</summary>
    public long FileBytes { get; init; }

    /// <summary>The bytes of its memory images.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>How long the container stood still for it, in microseconds.</summary>
    public long FreezeMicroseconds { get; init; }

    /// <summary>Taken by a schedule, whose expiry may delete it.</summary>
    public bool Scheduled { get; init; }
}
