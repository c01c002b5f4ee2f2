using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources.Writes;

namespace Containment.Resources.Memory;

/// <summary>Takes memory back from a running container, in chunks, without killing: caches go, and what fits into swap is swapped out.</summary>
internal static class MemoryReclaim
{
    public const string File = "memory.reclaim";

    /// <summary>What is asked for at once: a write can't be broken off, and so long takes hold of nothing else.</summary>
    public const long Chunk = 16 << 20;

    /// <summary>The bytes by which the usage fell.</summary>
    /// <exception cref="ContainmentException">Unsupported: a v2 kernel before 5.19.</exception>
    public static long Run(MemoryHome home, long bytes, string note, CancellationToken cancellationToken)
    {
        if (home.Unified && !home.Directory.Has(File))
            throw new ContainmentException(FailureReason.Unsupported, File, $"taking memory back needs {File}, which this kernel does not have (Linux 5.19)");
        var before = home.Used;
        using var hold = home.Unified ? null : OomHold.Begin(home.Directory, note);
        for (var left = bytes; left > 0; left -= Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!Step(home, Math.Min(left, Chunk), hold)) break;
        }
        return Math.Max(0, before - home.Used);
    }

    /// <summary>Takes back one chunk; false when the kernel found less than that.</summary>
    public static bool Step(MemoryHome home, long bytes, OomHold? hold)
    {
        if (hold is not null) return hold.Below(Math.Max(0, home.Used - bytes));
        try
        {
            home.Directory.Write(File, bytes.ToString(Text.Culture));
            return true;
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EAGAIN || refusal.Error == Errno.EINTR || refusal.Error == Errno.ENOENT)
        {
            // Less than asked for was found, or the kernel is older than 5.19.
            return false;
        }
    }
}
