using System.Buffers.Binary;

namespace Containment.Containers.Output;

/// <summary>
/// One frame of a log file, as the keeper writes it, all little-endian:
/// <code>
/// 0        1          4            8                  16
/// | stream | zeros ×3 | length u32 | realtime ns  u64 | payload …
/// </code>
/// </summary>
internal readonly record struct LogFrame(LogStream Stream, int Length, DateTimeOffset At)
{
    public const int HeaderSize = 16;

    /// <summary>More than a keeper ever writes at once.</summary>
    private const uint Largest = 16 << 20;

    /// <summary>Null where the bytes can be no header.</summary>
    public static LogFrame? Parse(ReadOnlySpan<byte> header)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        var nanoseconds = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        if (header[0] is not (1 or 2) || header[1] != 0 || header[2] != 0 || header[3] != 0 || length > Largest || nanoseconds > long.MaxValue) return null;
        return new((LogStream)header[0], (int)length, DateTimeOffset.UnixEpoch.AddTicks((long)nanoseconds / 100));
    }
}
