using System.Security.Cryptography;
using System.Text;
using Containment.Linux.Cgroups;

namespace Containment.Resources.Hierarchy;

/// <summary>Decides where the cgroups of a container are.</summary>
internal static class CgroupNames
{
    /// <summary>Holds the container's name, and a mark of the state directory, so that two hosts in one cgroup never meet.</summary>
    public static string NameOf(string stateDirectory, ContainerId id) =>
        $"ct-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stateDirectory)).AsSpan(0, 4))}-{id}";

    /// <summary>Whether a directory can be one of the container's, whichever host of ours made it.</summary>
    public static bool IsOf(ContainerId id, string directory) =>
        directory.StartsWith('/') && Path.GetFileName(directory) is { } name && name.StartsWith("ct-", StringComparison.Ordinal) && name.EndsWith($"-{id}", StringComparison.Ordinal);

    /// <summary>The directory below which containers get theirs; <paramref name="parent"/> as in <see cref="ContainerHostOptions.CgroupParent"/>.</summary>
    public static string ParentIn(CgroupHierarchy hierarchy, string? parent) =>
        string.IsNullOrEmpty(parent) ? parent is null ? hierarchy.Own : hierarchy.Top
        : parent[0] == '/' ? hierarchy.Top + parent
        : $"{hierarchy.Own}/{parent}";

    public static CgroupSet SetOf(CgroupLayout layout, string? parent, string name)
    {
        Dictionary<string, CgroupDirectory> legacy = [];
        foreach (var hierarchy in layout.Legacy)
            foreach (var controller in hierarchy.Controllers)
                legacy[controller] = new($"{ParentIn(hierarchy, parent)}/{name}");
        return new(layout.Unified is { } unified ? new CgroupDirectory($"{ParentIn(unified, parent)}/{name}") : null, layout.Unified?.Controllers ?? [], legacy);
    }
}
