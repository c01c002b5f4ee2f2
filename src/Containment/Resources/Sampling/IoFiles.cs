using static Containment.Resources.Sampling.StatText;

namespace Containment.Resources.Sampling;

/// <summary>Files about reading from and writing to disks.</summary>
internal static class IoFiles
{
    public static readonly SampledFile Unified = new("io.stat"u8.ToArray(), SampleRank.Detail, static (text, ref sample, elapsed) =>
    {
        Bytes(ref sample.IoRead, Sum(text, " rbytes="u8), Sum(text, " wbytes="u8), elapsed);
        Operations(ref sample.IoRead, Sum(text, " rios="u8), Sum(text, " wios="u8), elapsed);
    });

    public static readonly SampledFile LegacyBytes = new("blkio.throttle.io_service_bytes_recursive"u8.ToArray(), SampleRank.Detail, static (text, ref sample, elapsed) =>
        Bytes(ref sample.IoRead, Sum(text, " Read "u8), Sum(text, " Write "u8), elapsed));

    public static readonly SampledFile LegacyOperations = new("blkio.throttle.io_serviced_recursive"u8.ToArray(), SampleRank.Detail, static (text, ref sample, elapsed) =>
        Operations(ref sample.IoRead, Sum(text, " Read "u8), Sum(text, " Write "u8), elapsed));

    private static void Bytes(ref IoSample io, long read, long written, TimeSpan elapsed)
    {
        io.ReadBytesPerSecond = Rate(io.ReadBytes, read, elapsed);
        io.WrittenBytesPerSecond = Rate(io.WrittenBytes, written, elapsed);
        (io.ReadBytes, io.WrittenBytes) = (read, written);
    }

    private static void Operations(ref IoSample io, long reads, long writes, TimeSpan elapsed)
    {
        io.ReadsPerSecond = Rate(io.Reads, reads, elapsed);
        io.WritesPerSecond = Rate(io.Writes, writes, elapsed);
        (io.Reads, io.Writes) = (reads, writes);
    }
}
