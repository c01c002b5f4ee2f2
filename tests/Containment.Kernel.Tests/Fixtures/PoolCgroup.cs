using System.Globalization;

namespace Containment.Kernel.Tests.Fixtures;

/// <summary>The cgroup above a host's containers that stands in for the machine: its name is the host's CgroupParent, which makes it.</summary>
internal sealed class PoolCgroup(string prefix)
{
    public string Name { get; } = $"{prefix}-{Guid.NewGuid().ToString("n")[..10]}";

    /// <summary>As soon as there is a container in it. In v1 only.</summary>
    public async Task LimitMemoryAsync(long bytes, CancellationToken cancellation)
    {
        foreach (var directory in Directories.Where(directory => directory.Contains("/memory/", StringComparison.Ordinal)))
            await File.WriteAllTextAsync(Path.Combine(directory, "memory.limit_in_bytes"), bytes.ToString(CultureInfo.InvariantCulture), cancellation);
    }

    /// <summary>When no container is in it any more.</summary>
    public void Remove()
    {
        foreach (var directory in Directories) Directory.Delete(directory);
    }

    private string[] Directories => [.. Directory.EnumerateDirectories("/sys/fs/cgroup", Name, SearchOption.AllDirectories)];
}
