using System.Globalization;
using Containment.Oci.States;

namespace Containment.Oci.Life;

/// <summary>The processes of a container, as the host numbers them.</summary>
internal static class Inhabitants
{
    /// <summary>Those in its cgroups; where it has none, those in its own PID namespace; else its first one.</summary>
    public static IReadOnlyList<int> Of(ContainerView container)
    {
        if (container.Record.OpenCgroup() is { } cgroup) return [.. cgroup.Pids.Order()];
        if (container.Pid == 0) return [];
        return Namespace(container.Pid) is { } theirs && theirs != Namespace(Environment.ProcessId)
            ? [.. Directory.EnumerateDirectories("/proc").Select(Number).Where(pid => pid > 0 && Namespace(pid) == theirs).Order()]
            : [container.Pid];
    }

    private static int Number(string path) => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0;

    private static string? Namespace(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/pid").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
