namespace Containment;

/// <summary>A file system of its own that containers have and that outlives them.</summary>
/// <param name="Name">Its name, one of a kind on its host.</param>
/// <param name="Kind">What it is on the host.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record Volume(string Name, VolumeKind Kind, DateTimeOffset CreatedAt)
{
    /// <summary>Its size in bytes; null for a directory without a limit.</summary>
    public long? Size { get; init; }

    /// <summary>What it takes on the host's disk, in bytes, without its snapshots; null for a directory, which nobody has counted.</summary>
    public long? Allocated { get; init; }

    /// <summary>Whether it takes room on the host's disk only for what is written.</summary>
    public bool Thin { get; init; }

    /// <summary>The containers that have it.</summary>
    public IReadOnlyList<VolumeUse> Users { get; init; } = [];

    /// <summary>What it was, oldest first.</summary>
    public IReadOnlyList<VolumeSnapshot> Snapshots { get; init; } = [];
}
