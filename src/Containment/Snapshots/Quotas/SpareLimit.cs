namespace Containment.Snapshots.Quotas;

/// <summary>A limit that is higher until this is disposed. Killed meanwhile, a process leaves it so until the next change of the container's layers.</summary>
internal sealed class SpareLimit : IDisposable
{
    // btrfs wants several nodes of its trees for a new subvolume.
    private const long Room = 8 << 20;
    private readonly Action<long> _limit;
    private readonly long _bytes;

    public SpareLimit(long bytes, Action<long> limit)
    {
        (_bytes, _limit) = (bytes, limit);
        limit(bytes + Room);
    }

    public void Dispose() => _limit(_bytes);
}
