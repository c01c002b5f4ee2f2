using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>Which processes of a container keep a mount from going.</summary>
internal static class MountUsers
{
    /// <summary>For an error: " by process 42 (redis-server), …"; empty where none can be found.</summary>
    public static string Text(ContainerRegistry registry, ContainerId id, MountLine mount)
    {
        var users = ContainerCgroup.Open(registry.Host, id).ReadPids().Where(pid => Uses(pid, mount.Target)).Take(4).Select(pid => $"process {pid} ({Name(pid)})").ToList();
        return users.Count == 0 ? "" : $" by {string.Join(", ", users)}";
    }

    private static bool Uses(int pid, string target)
    {
        try
        {
            return new[] { $"/proc/{pid}/cwd", $"/proc/{pid}/root", $"/proc/{pid}/exe" }.Concat(Directory.EnumerateFiles($"/proc/{pid}/fd")).Any(link => IsBelow(new FileInfo(link).LinkTarget, target));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsBelow(string? path, string target) => path is not null && (path == target || path.StartsWith(target + "/", StringComparison.Ordinal));

    public static string Name(int pid)
    {
        try
        {
            // As it was begun: what it calls itself (comm) may be anything.
            return Path.GetFileName(File.ReadAllText($"/proc/{pid}/cmdline").Split('\0')[0]);
        }
        catch (IOException)
        {
            return "?";
        }
    }
}
