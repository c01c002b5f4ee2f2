using Containment.Linux.Cgroups;

namespace Containment.Resources.Writes;

/// <summary>What is looked at to decide writes: which files a cgroup has, and what they say now (null: no such file).</summary>
internal sealed record CgroupFiles(Func<CgroupDirectory, string, bool> Has, Func<CgroupDirectory, string, string?> Read)
{
    public static CgroupFiles Kernel { get; } = new((directory, file) => directory.Has(file), (directory, file) => directory.TryRead(file));
}
