using Containment.Bundles;

namespace Containment.Launch;

/// <summary>What a container leaves in the resctrl file system.</summary>
internal static class ResourceControlGroup
{
    /// <summary>Removes the groups that were made for a container; those that it joined, and whatever else has its name there, stay.</summary>
    /// <param name="id">Its name, which all of them have.</param>
    /// <param name="made">What <see cref="LaunchPlan.ResourceControl"/> told of it.</param>
    /// <param name="machine">Where the file system is.</param>
    public static void Remove(string id, IReadOnlyList<string> made, MachineFacts machine)
    {
        if (machine.ResourceControl is not { } top) return;
        foreach (var group in made)
            if (Path.GetFileName(group) == id && Path.GetFullPath(group) == group && group.StartsWith($"{top}/", StringComparison.Ordinal) && Directory.Exists(group)) Directory.Delete(group);
    }
}
