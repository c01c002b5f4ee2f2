using Containment.Linux.Cgroups;

namespace Containment.Resources.Sampling;

/// <summary>Reads the files of a sampler once, for one container.</summary>
internal static class UsageReading
{
    private const int LongestFile = 16384;

    /// <summary>All but I/O by device.</summary>
    public static ResourceUsage Read(CgroupSet set)
    {
        var sample = new ContainerSample();
        Span<byte> buffer = stackalloc byte[LongestFile];
        foreach (var (file, directory) in SampledFiles.Of(set))
        {
            // What all devices add up to is not asked for.
            if (file.Rank == SampleRank.Pressure || file == IoFiles.Unified || file == IoFiles.LegacyBytes || file == IoFiles.LegacyOperations) continue;
            var length = CgroupFile.ReadOnce(CgroupFile.Bytes(directory), file.Name, buffer, out _);
            if (length > 0) file.Take(buffer[..length], ref sample, TimeSpan.Zero);
        }
        return new()
        {
            CpuTime = sample.Cpu.Time,
            CpuUser = sample.Cpu.User,
            CpuSystem = sample.Cpu.System,
            CpuThrottled = sample.Cpu.Throttled,
            MemoryCurrent = sample.Memory.Current,
            MemoryPeak = sample.Memory.Peak,
            MemoryWorkingSet = sample.Memory.WorkingSet,
            MemoryAnonymous = sample.Memory.Anonymous,
            MemoryFile = sample.Memory.File,
            Swap = sample.Memory.Swap,
            OutOfMemoryKills = sample.Memory.OutOfMemoryKills,
            Pids = sample.Pids.Current ?? 0,
            PidsRefused = sample.Pids.Refused,
        };
    }
}
