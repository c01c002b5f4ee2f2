using Containment.Snapshots;

namespace Containment.Daemon.Api;

/// <summary>The most that a container's own files may take on disk.</summary>
/// <param name="Bytes">In bytes.</param>
internal sealed record DiskRequest(long Bytes)
{
    /// <summary>By what it is kept; only of a new container.</summary>
    public DiskQuotaKind Kind { get; set; }

    public DiskQuota ToQuota() => new(Bytes) { Kind = Kind };
}
