using Containment.Bundles;

namespace Containment.Launch;

/// <summary>What a container leaves in the resctrl file system.</summary>
internal static class ResourceControlGroup
{
    /// <summary>Removes the groups that were made for a container and have its name; those that it joined stay.</summary>
    public static void Remove(string id, MachineFacts machine)
    {
        if (machine.ResourceControl is not { } top) return;
        foreach (var group in Directory.EnumerateDirectories(top).Append(top))
            if (Directory.Exists($"{group}/mon_groups/{id}")) Directory.Delete($"{group}/mon_groups/{id}");
        if (Directory.Exists($"{top}/{id}")) Directory.Delete($"{top}/{id}");
    }
}
