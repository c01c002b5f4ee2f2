using System.Globalization;

namespace Containment.Devices.Lending;

/// <summary>Whether the host has mounted, or swaps to, a block device that a container is to have: two file systems on one disk destroy it.</summary>
internal static class HostUse
{
    /// <summary>In words; null when it does not.</summary>
    public static string? Of(IReadOnlyList<NodePart> nodes) => Of(nodes, Lines("/proc/self/mountinfo"), Lines("/proc/swaps"));

    public static string? Of(IReadOnlyList<NodePart> nodes, IReadOnlyList<string> mounts, IReadOnlyList<string> swaps)
    {
        foreach (var node in nodes.Where(node => node.Kind == 'b'))
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{node.Major}:{node.Minor}");
            // The source too: btrfs has device numbers of its own.
            if (mounts.Select(line => line.Split(' ')).FirstOrDefault(words => words.Length > 4 && (words[2] == number || words.Contains(node.Source))) is { } mount) return $"{node.Source} is mounted on {mount[4]}";
            if (swaps.Any(line => line.StartsWith(node.Source + " ", StringComparison.Ordinal) || line.StartsWith(node.Source + "\t", StringComparison.Ordinal))) return $"{node.Source} is swap space";
        }
        return null;
    }

    private static IReadOnlyList<string> Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];
}
