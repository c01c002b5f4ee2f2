using Containment.Linux.Descriptors;
using Containment.Linux.Mounts;
using Containment.Linux.Namespaces;

namespace Containment.Snapshots.Quotas;

/// <summary>What can keep quotas where containers are.</summary>
/// <param name="Directory">Where.</param>
/// <param name="Root">Whether this process is root of the machine.</param>
/// <param name="Projects">Whether the file system enforces project quotas.</param>
/// <param name="Groups">Whether it is btrfs and counts in qgroups.</param>
internal sealed record QuotaFacts(string Directory, bool Root, bool Projects, bool Groups)
{
    public static QuotaFacts Of(string directory)
    {
        using var opened = At.OpenDirectory(directory);
        return new(directory, Self.Standing == Standing.Root, ProjectQuotas.AreEnforced(opened), QuotaGroups.AreCounted(opened));
    }
}
