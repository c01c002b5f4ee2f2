using Containment.Containers.Output;
using Microsoft.Win32.SafeHandles;

namespace Containment.Migration.Files;

/// <summary>Where the last whole frame of a log ends: its writer may be in the middle of one, and what is no frame hides all that follows.</summary>
internal static class WholeFrames
{
    /// <param name="file">The log.</param>
    /// <param name="from">Where a frame begins.</param>
    /// <param name="length">How much of it counts.</param>
    public static long EndOf(SafeFileHandle file, long from, long length)
    {
        Span<byte> buffer = stackalloc byte[16 << 10];
        var (at, start) = (from, from);
        var have = 0;
        while (length - at >= LogFrame.HeaderSize)
        {
            if (at + LogFrame.HeaderSize > start + have) (start, have) = (at, RandomAccess.Read(file, buffer, at));
            if (have < LogFrame.HeaderSize) break;
            if (LogFrame.Parse(buffer[(int)(at - start)..]) is not { } frame || at + LogFrame.HeaderSize + frame.Length > length) break;
            at += LogFrame.HeaderSize + frame.Length;
        }
        return at;
    }
}
