namespace Containment.Snapshots;

/// <summary>
/// The most that a container's own files may take on its host's disk, those of its snapshots with them. The image that it is made from does not
/// count, nor do its log, its checkpoints and what its host remembers of it.
/// </summary>
/// <param name="Bytes">How much, in bytes: at least 16 MiB.</param>
public sealed record DiskQuota(long Bytes)
{
    private const long Least = 16 << 20;

    /// <summary>How much, in bytes: at least 16 MiB.</summary>
    /// <exception cref="InvalidSpecException">Less.</exception>
    public long Bytes { get; init => field = Checked(value); } = Checked(Bytes);

    /// <summary>By what it is kept. Default <see cref="DiskQuotaKind.Auto"/>.</summary>
    public DiskQuotaKind Kind { get; init; }

    private static long Checked(long bytes) => bytes >= Least ? bytes : throw new InvalidSpecException("disk.bytes", bytes, $"at least {Least} (16 MiB)");
}
