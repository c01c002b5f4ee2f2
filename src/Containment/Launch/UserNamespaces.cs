using Containment.Launch.Plans;

namespace Containment.Launch;

/// <summary>The user namespaces of processes that run.</summary>
internal static class UserNamespaces
{
    /// <summary>How a process's ids are ids here; null when it is in this process's own user namespace.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/>: it runs no more.</exception>
    public static IdMaps? MapsOf(int pid)
    {
        try
        {
            if (new FileInfo($"/proc/{pid}/ns/user").LinkTarget is not { } theirs) throw Gone(pid, null);
            if (theirs == new FileInfo("/proc/self/ns/user").LinkTarget) return null;
            return IdMaps.Parse(File.ReadAllText($"/proc/{pid}/uid_map"), File.ReadAllText($"/proc/{pid}/gid_map"));
        }
        catch (IOException gone)
        {
            throw Gone(pid, gone);
        }
    }

    private static ContainmentException Gone(int pid, Exception? inner) => new(FailureReason.NotFound, $"process {pid}", $"process {pid} has ended", null, inner);
}
