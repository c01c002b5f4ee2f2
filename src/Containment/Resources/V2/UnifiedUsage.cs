using Containment.Linux.Cgroups;

namespace Containment.Resources.V2;

/// <summary>Reads I/O by device from a file of cgroup v2.</summary>
internal static class UnifiedUsage
{
    public static ResourceUsage Io(CgroupDirectory directory, ResourceUsage usage) => usage with
    {
        Io = directory.TryRead("io.stat") is { } stat
            ? [.. stat.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains('=', StringComparison.Ordinal)).Select(Device)] : null,
    };

    private static IoUsage Device(string line) =>
        new(BlockDevice.Parse(line.Split(' ')[0]), Count(line, "rbytes"), Count(line, "wbytes"), Count(line, "rios"), Count(line, "wios"));

    private static long Count(string line, string key) => CgroupText.Number(CgroupText.Part(line, key)) ?? 0;
}
