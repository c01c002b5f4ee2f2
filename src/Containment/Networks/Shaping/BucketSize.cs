using Containment.Resources;

namespace Containment.Networks.Shaping;

/// <summary>The figures of a token bucket. Pure.</summary>
/// <param name="Rate">Bytes a second.</param>
/// <param name="Burst">Bytes at once.</param>
/// <param name="Waiting">Bytes that may wait for their turn; more are dropped.</param>
internal readonly record struct BucketSize(long Rate, uint Burst, uint Waiting)
{
    // Two packets of the longest that the kernel joins for offloading.
    private const long LeastBurst = 128 << 10;

    /// <summary>Null where there is no limit.</summary>
    public static BucketSize? Of(IoRate rate, long? burst)
    {
        if (rate.PerSecond is not { } perSecond) return null;
        var at = burst ?? Math.Clamp(perSecond / 50, LeastBurst, 1L << 30);
        return new(perSecond, (uint)at, (uint)Math.Clamp(at + perSecond / 20, 2 * LeastBurst, 1L << 30));
    }
}
