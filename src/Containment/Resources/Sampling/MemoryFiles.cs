using static Containment.Resources.Sampling.StatText;

namespace Containment.Resources.Sampling;

/// <summary>Files about memory.</summary>
internal static class MemoryFiles
{
    private static readonly TakeText TakeCurrent = static (text, ref sample, _) => sample.MemoryRead.Current = Number(text) ?? 0;
    private static readonly TakeText TakePeak = static (text, ref sample, _) => sample.MemoryRead.Peak = Number(text);
    private static readonly TakeText TakeKills = static (text, ref sample, _) => sample.MemoryRead.OutOfMemoryKills = Value(text, "\noom_kill "u8);

    public static readonly SampledFile Current = new("memory.current"u8.ToArray(), SampleRank.Present, TakeCurrent);

    public static readonly SampledFile Peak = new("memory.peak"u8.ToArray(), SampleRank.Rare, TakePeak);

    public static readonly SampledFile Swap = new("memory.swap.current"u8.ToArray(), SampleRank.Rare, static (text, ref sample, _) => sample.MemoryRead.Swap = Number(text));

    public static readonly SampledFile Events = new("memory.events"u8.ToArray(), SampleRank.Rare, TakeKills);

    public static readonly SampledFile Stat = new("memory.stat"u8.ToArray(), SampleRank.Detail, static (text, ref sample, _) =>
    {
        sample.MemoryRead.Anonymous = Value(text, "\nanon "u8);
        sample.MemoryRead.File = Value(text, "\nfile "u8);
        sample.MemoryRead.InactiveFile = Value(text, "\ninactive_file "u8);
    });

    public static readonly SampledFile LegacyCurrent = new("memory.usage_in_bytes"u8.ToArray(), SampleRank.Present, TakeCurrent);

    public static readonly SampledFile LegacyPeak = new("memory.max_usage_in_bytes"u8.ToArray(), SampleRank.Rare, TakePeak);

    public static readonly SampledFile LegacyEvents = new("memory.oom_control"u8.ToArray(), SampleRank.Rare, TakeKills);

    public static readonly SampledFile LegacyStat = new("memory.stat"u8.ToArray(), SampleRank.Detail, static (text, ref sample, _) =>
    {
        sample.MemoryRead.Anonymous = Value(text, "\ntotal_rss "u8);
        sample.MemoryRead.File = Value(text, "\ntotal_cache "u8);
        sample.MemoryRead.InactiveFile = Value(text, "\ntotal_inactive_file "u8);
        sample.MemoryRead.Swap = Value(text, "\ntotal_swap "u8);
    });
}
