using System.Text;
using Containment.Checkpoints.Criu;

namespace Containment.Checkpoints.Dumping;

/// <summary>A line of /proc/PID/mountinfo (proc(5)).</summary>
/// <param name="Target">Where it is mounted, as the container sees it.</param>
/// <param name="Device">The device number of the file system.</param>
/// <param name="Root">What of the file system is mounted.</param>
/// <param name="Type">The file system's type.</param>
/// <param name="ReadOnly">Whether the mount itself refuses writing.</param>
internal sealed record MountLine(string Target, string Device, string Root, string Type, bool ReadOnly)
{
    public static MountLine Parse(string line)
    {
        var words = line.Split(' ');
        var dash = Array.IndexOf(words, "-", 6);
        return new(Plain(words[4]), words[2], Plain(words[3]), words[dash + 1], words[5].Split(',').Contains("ro"));
    }

    // \040 is a space.
    private static string Plain(string text)
    {
        if (!text.Contains('\\')) return text;
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\') plain.Append(text[i]);
            else
            {
                plain.Append((char)Convert.ToInt32(text.Substring(i + 1, 3), 8));
                i += 3;
            }
        }
        return plain.ToString();
    }
}

/// <summary>Decides which of a container's mounts are left out of the images, because a restore makes them anew. Pure.</summary>
internal static class MountTable
{
    private static readonly HashSet<string> SavedByCriu = ["proc", "sysfs", "devpts", "mqueue", "overlay"];

    /// <param name="lines">The container's mountinfo.</param>
    /// <param name="isEmpty">Whether a directory inside is empty; asked while the container stands still.</param>
    /// <returns>As CRIU takes them: <c>mnt[TARGET]:NAME</c>.</returns>
    public static IReadOnlyList<string> External(IEnumerable<string> lines, Func<string, bool> isEmpty)
    {
        List<MountLine> mounts = [.. lines.Select(MountLine.Parse)];
        var devices = mounts.Find(mount => mount is { Target: "/dev", Type: "tmpfs" })?.Device;
        return [.. mounts.Select(mount => (mount.Target, Name: Name(mount, devices, isEmpty))).Where(mount => mount.Name is not null).Select(mount => $"mnt[{mount.Target}]:{mount.Name}")];
    }

    private static string? Name(MountLine mount, string? devices, Func<string, bool> isEmpty) => mount switch
    {
        { Target: "/" } => null,
        { Target: "/dev" } => CriuRequests.Devices,
        // Device nodes over files of /proc: CRIU finds them in /dev again.
        _ when mount.Device == devices => null,
        { Type: "cgroup" or "cgroup2" } => CriuRequests.Cgroups + mount.Target,
        { Type: "tmpfs", Target: "/dev/shm" } => isEmpty(mount.Target) ? CriuRequests.SharedMemory : null,
        { Type: "tmpfs", ReadOnly: true, Root: "/" } when IsKernels(mount.Target) => CriuRequests.Mask,
        // A tmpfs with its files is in the images.
        { Type: "tmpfs", Root: "/" } => null,
        _ when SavedByCriu.Contains(mount.Type) => null,
        _ => mount.Target,
    };

    private static bool IsKernels(string target) => target.StartsWith("/proc/", StringComparison.Ordinal) || target.StartsWith("/sys/", StringComparison.Ordinal);
}
