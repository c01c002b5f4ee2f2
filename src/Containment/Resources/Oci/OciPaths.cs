using Containment.Linux.Cgroups;

namespace Containment.Resources.Oci;

/// <summary>Decides where linux.cgroupsPath is, as runc's cgroupfs driver does ("Cgroups Path", config-linux.md). Pure.</summary>
internal static class OciPaths
{
    /// <exception cref="InvalidSpecException">The path is the root of the hierarchies, or a slice of systemd.</exception>
    public static CgroupSet Of(CgroupLayout layout, string? cgroupsPath, string id)
    {
        var inner = Clean(string.IsNullOrEmpty(cgroupsPath) ? id : cgroupsPath);
        if (inner is "" or "/") throw new InvalidSpecException("linux.cgroupsPath", cgroupsPath, "a cgroup below the root");
        if (CgroupBounds.IsSlice(inner)) throw new InvalidSpecException("linux.cgroupsPath", cgroupsPath, "a cgroup of its own: a name with .slice at its end is one of systemd's, for many");
        var absolute = inner[0] == '/';
        Dictionary<string, CgroupDirectory> legacy = [];
        foreach (var hierarchy in layout.Legacy.Concat(layout.Named))
            foreach (var controller in hierarchy.Controllers)
                legacy[controller] = new(absolute ? hierarchy.Top + inner : $"{hierarchy.Own}/{inner}");
        CgroupDirectory? unified = layout.Unified is not { } v2 ? null
            : new(absolute ? v2.Top + inner : $"{Beside(v2, layout.Legacy.Count == 0)}/{inner}");
        return new(unified, layout.Unified?.Controllers ?? [], legacy);
    }

    /// <summary>Without <c>.</c>, <c>..</c> and double slashes; nothing leads above the root.</summary>
    public static string Clean(string path)
    {
        List<string> parts = [];
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
        }
        return (path.StartsWith('/') ? "/" : "") + string.Join('/', parts);
    }

    // Where v2 has the controllers, the own cgroup holds processes and so can't hand them down: the one above it can.
    private static string Beside(CgroupHierarchy unified, bool pure) =>
        pure && unified.Own.Length > unified.Top.Length ? Path.GetDirectoryName(unified.Own)! : unified.Own;
}
