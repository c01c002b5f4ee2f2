using System.Globalization;
using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;

namespace Containment.Resources.Writes;

/// <summary>Lowers the memory limit below what is in use without killing: reclaims first, and goes as low as it gets.</summary>
internal static class MemoryShrink
{
    private const int Tries = 8;
    private const long Slack = 1 << 20;

    /// <summary>The limit that is in force afterwards, in bytes; null when none could be set.</summary>
    public static long? Run(CgroupWrite write, CancellationToken cancellationToken)
    {
        var wanted = long.Parse(write.Value, CultureInfo.InvariantCulture);
        return write.File == "memory.max" ? Unified(write.Directory, wanted, cancellationToken) : Legacy(write, wanted, cancellationToken);
    }

    public static long Used(CgroupWrite write) =>
        CgroupText.Number(write.Directory.Read(write.File == "memory.max" ? "memory.current" : "memory.usage_in_bytes")) ?? 0;

    // memory.high reclaims and slows, but never kills; memory.max would kill for what it can't reclaim, so it comes last.
    private static long? Unified(CgroupDirectory directory, long wanted, CancellationToken cancellationToken)
    {
        var high = directory.Read("memory.high").Trim();
        directory.Write("memory.high", wanted.ToString(CultureInfo.InvariantCulture));
        try
        {
            var used = long.MaxValue;
            for (var i = 0; i < Tries; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var now = CgroupText.Number(directory.Read("memory.current")) ?? 0;
                if (now <= wanted || now >= used) break;
                used = now;
                Reclaim(directory, now - wanted);
            }
            used = CgroupText.Number(directory.Read("memory.current")) ?? 0;
            var reached = used <= wanted ? wanted : used + Slack;
            var before = CgroupText.Number(directory.Read("memory.max"));
            if (reached >= (before ?? long.MaxValue)) return before;
            directory.Write("memory.max", reached.ToString(CultureInfo.InvariantCulture));
            return CgroupText.Number(directory.Read("memory.max"));
        }
        finally
        {
            directory.Write("memory.high", high);
        }
    }

    private static void Reclaim(CgroupDirectory directory, long bytes)
    {
        try
        {
            directory.Write("memory.reclaim", bytes.ToString(CultureInfo.InvariantCulture));
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EAGAIN || refusal.Error == Errno.ENOENT)
        {
            // Less than asked for was found, or the kernel is older than 5.19: how far it got is read from the usage.
        }
    }

    // v1 refuses (EBUSY) a limit to which it can't reclaim, so the least that it takes is searched for.
    private static long? Legacy(CgroupWrite write, long wanted, CancellationToken cancellationToken)
    {
        if (Takes(write, wanted)) return Now(write);
        var (low, high) = (wanted, Math.Max(wanted, Used(write)) + Slack);
        for (var i = 0; i < Tries && high - low > Slack / 4; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var middle = i == 0 ? high : low + ((high - low) / 2);
            if (Lowers(write, middle) && Takes(write, middle)) high = middle;
            else if (i > 0) low = middle;
        }
        return Now(write);
    }

    private static bool Lowers(CgroupWrite write, long bytes) => bytes < (Now(write) ?? long.MaxValue);

    private static long? Now(CgroupWrite write) => CgroupText.Number(write.Directory.Read(write.File));

    private static bool Takes(CgroupWrite write, long bytes)
    {
        try
        {
            write.Directory.Write(write.File, bytes.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EBUSY)
        {
            return false;
        }
    }
}
