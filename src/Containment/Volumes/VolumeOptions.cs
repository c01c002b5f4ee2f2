namespace Containment;

/// <summary>How a volume is made.</summary>
public sealed record VolumeOptions
{
    /// <summary>What it is on the host. Default: a file with ext4 in it.</summary>
    public VolumeKind Kind { get; init; } = VolumeKind.Ext4;

    /// <summary>Its size in bytes, as the file system in it counts, from 1 MiB on. A directory may have none: then it is as large as its file system.</summary>
    public long? Size { get; init => field = value is null or >= 1 << 20 ? value : throw new InvalidSpecException("size", value, "1 MiB or more"); }

    /// <summary>
    /// Takes room on the host's disk only for what is written. Then all volumes together may be larger than the disk, and when that is full, writing fails in them.
    /// Default false: all of the size is taken at once. Of no meaning for a directory.
    /// </summary>
    public bool Thin { get; init; }

    /// <summary>Whose its root directory is, by the ids that containers see. Default: root's.</summary>
    public uint Uid { get; init; }

    /// <summary>The group of its root directory, by the ids that containers see.</summary>
    public uint Gid { get; init; }

    /// <summary>Who may do what in its root directory (chmod(2)). Default: 0755.</summary>
    public uint Mode { get; init => field = value <= 0xFFF ? value : throw new InvalidSpecException("mode", value, "0 to 07777"); } = 0x1ED;

    /// <summary>
    /// The snapshot whose content it begins with, as <c>VOLUME@SNAPSHOT</c>: then it is of that one's kind, and at least as large. Null: it is empty.
    /// </summary>
    public string? From { get; init; }
}
