using System.Globalization;
using Containment.Devices;
using Containment.Devices.Sysfs;

namespace Containment.Containers.Life;

/// <summary>Which processes have a device open, or mounted.</summary>
internal static class NodeUsers
{
    /// <summary>For an error: "by process 42 (qemu), …"; null where there are none.</summary>
    public static string? Text(IReadOnlyList<int> pids, IReadOnlyList<NodePart> nodes)
    {
        if (nodes.Count == 0) return null;
        var numbers = nodes.Select(node => (node.Kind, node.Major, node.Minor)).ToHashSet();
        var users = pids.Where(pid => Uses(pid, numbers)).Take(4).Select(pid => $"process {pid} ({MountUsers.Name(pid)})").ToList();
        if (users.Count > 0) return $"by {string.Join(", ", users)}";
        var blocks = nodes.Where(node => node.Kind == 'b').Select(node => string.Create(CultureInfo.InvariantCulture, $"{node.Major}:{node.Minor}")).ToHashSet();
        return blocks.Count > 0 && pids.SelectMany(Mounts).FirstOrDefault(mount => blocks.Contains(mount.Device)) is { } mounted ? $"by a mount on {mounted.Target}" : null;
    }

    private static bool Uses(int pid, HashSet<(char, uint, uint)> numbers)
    {
        try
        {
            // Through the link: the node that was opened may be gone, or have another name.
            return Directory.EnumerateFiles($"/proc/{pid}/fd").Any(file => NodeFacts.Of(file) is { } open && numbers.Contains((open.Kind, open.Major, open.Minor)));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<MountLine> Mounts(int pid)
    {
        try
        {
            return [.. File.ReadLines($"/proc/{pid}/mountinfo").Select(MountLine.Parse)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
