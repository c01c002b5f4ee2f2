using Containment.Linux.Cgroups;

namespace Containment.Resources.V1;

/// <summary>Reads I/O by device from files of cgroup v1.</summary>
internal static class LegacyUsage
{
    /// <summary>Counted only since the container has a blkio cgroup, that is since a limit of it was first set.</summary>
    public static ResourceUsage Io(CgroupDirectory directory, ResourceUsage usage)
    {
        if (directory.TryRead("blkio.throttle.io_service_bytes_recursive") is not { } bytes) return usage;
        var operations = directory.TryRead("blkio.throttle.io_serviced_recursive");
        var devices = bytes.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 3).Select(words => words[0]).Distinct();
        return usage with
        {
            Io = [.. devices.Select(device => new IoUsage(BlockDevice.Parse(device),
                Count(bytes, device, "Read"), Count(bytes, device, "Write"), Count(operations, device, "Read"), Count(operations, device, "Write")))],
        };
    }

    private static long Count(string? text, string device, string what) => CgroupText.Number(CgroupText.Line(text, $"{device} {what}")) ?? 0;
}
