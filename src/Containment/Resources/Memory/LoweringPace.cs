namespace Containment.Resources.Memory;

/// <summary>Decides how far and how fast memory is lowered. Pure.</summary>
internal static class LoweringPace
{
    private const long MiB = 1 << 20;

    /// <summary>Tries in a row that free nothing after which there is nothing to be had.</summary>
    public const int Tries = 6;

    /// <summary>What counts as something freed.</summary>
    public const long Something = MiB / 4;

    /// <summary>The usage to reclaim to before a limit is set: the room above it is for what is needed while and right after that.</summary>
    public static long Goal(long limit) => limit - Math.Min(limit / 8, Math.Clamp(limit / 16, 2 * MiB, 32 * MiB));

    /// <summary>Whether a limit can be set without anybody being killed for it at once.</summary>
    public static bool Fits(long used, long limit) => used <= limit - Math.Min(limit / 8, 2 * MiB);

    /// <summary>The limit to set where the wanted one can't be had: room to live on above what could not be reclaimed.</summary>
    public static long Lowest(long used) => used + Math.Clamp(used / 8, 4 * MiB, 64 * MiB);

    /// <summary>How much to reclaim next; less after tries that freed nothing, which may have wanted too much at once.</summary>
    public static long Chunk(long excess, int failed) => Math.Min(excess, Math.Max(MiB, MemoryReclaim.Chunk >> failed));

    /// <summary>How long to wait after so many tries in a row that freed nothing: what is being written to disk can be freed soon.</summary>
    public static TimeSpan Pause(int failed) => failed == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(10 << Math.Min(failed - 1, 5));
}
