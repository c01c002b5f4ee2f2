using System.Globalization;

namespace Containment.Benchmarks.Density;

/// <summary>Whether a machine can hold so many containers, as far as that can be known before.</summary>
internal static class MachineRoom
{
    // Twice what they took where it was measured.
    private const long KilobytesEach = 2000;
    private const int ProcessesEach = 2, ProcessesLeft = 2000, DescriptorsLeft = 2000;

    /// <summary>What it lacks; null: nothing that is known.</summary>
    public static string? Lacks(int count) =>
        MemoryReading.Available() < count * KilobytesEach ? $"they need {count * KilobytesEach / 1024} MB of memory"
        : Number("/proc/sys/kernel/pid_max") < (count * ProcessesEach) + ProcessesLeft ? "kernel.pid_max is too low"
        // The library's connection to each keeper.
        : Containment.Linux.Descriptors.DescriptorLimit.Current < count + DescriptorsLeft ? "RLIMIT_NOFILE is too low"
        : Number("/proc/sys/kernel/keys/root_maxkeys") < count * 2 ? "kernel.keys.root_maxkeys is too low"
        : null;

    private static long Number(string path) => long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture);
}
