namespace Containment.Checkpoints.Dumping;

/// <summary>A process in a namespace of its own inside a container, of a kind that CRIU saves only once for all: a container in the container has such.</summary>
/// <param name="Pid">The process, as the host numbers it.</param>
/// <param name="Program">What it runs.</param>
/// <param name="Kind">The kind, as in <c>/proc/PID/ns</c>.</param>
internal sealed record NestedNamespace(int Pid, string Program, string Kind)
{
    // CRIU 4.1.1 follows mount and network namespaces within; of the others it says "Can't dump nested … namespace", in the freeze.
    private static readonly string[] OncePerContainer = ["user", "pid", "uts", "ipc", "cgroup", "time"];

    /// <summary>The first of each kind, as the processes come. Pure.</summary>
    /// <param name="init">The container's first process.</param>
    /// <param name="pids">All its processes.</param>
    /// <param name="namespaceOf">The identity of the namespace that a process is in; null where that can't be told, as of one that has ended.</param>
    /// <param name="programOf">What a process runs.</param>
    public static IReadOnlyList<NestedNamespace> Find(int init, IReadOnlyList<int> pids, Func<int, string, string?> namespaceOf, Func<int, string> programOf)
    {
        List<NestedNamespace> found = [];
        foreach (var kind in OncePerContainer)
        {
            if (namespaceOf(init, kind) is not { } own) continue;
            var other = pids.FirstOrDefault(pid => pid != init && namespaceOf(pid, kind) is { } its && its != own);
            if (other != 0) found.Add(new(other, programOf(other), kind));
        }
        return found;
    }

    /// <summary>As it is on this machine now.</summary>
    public static IReadOnlyList<NestedNamespace> Find(int init, IReadOnlyList<int> pids) => Find(init, pids, Link, NameOf);

    /// <summary>In words.</summary>
    public override string ToString() => $"process {Pid} ({Program}) is in a {Kind} namespace of its own";

    private static string? Link(int pid, string kind)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/{kind}").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim();
        }
        catch (IOException)
        {
            return "it has ended meanwhile";
        }
    }
}
