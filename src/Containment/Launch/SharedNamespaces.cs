using Containment.Launch.Plans;
using Containment.Linux.Namespaces;

namespace Containment.Launch;

/// <summary>The namespaces that a process has in common with this one: those of the machine nobody but its root may join, also who is in them.</summary>
internal static class SharedNamespaces
{
    private static readonly (string Name, long Kind)[] All =
    [
        ("mnt", Flags.NewMount), ("pid", Flags.NewPid), ("uts", Flags.NewUts), ("ipc", Flags.NewIpc), ("net", Flags.NewNetwork), ("user", Flags.NewUser), ("cgroup", Flags.NewCgroup), ("time", Flags.NewTime),
    ];

    /// <summary>None for root of the machine, to whom it makes no difference.</summary>
    public static long Of(int pid) => Self.Standing == Standing.Root ? 0 : All.Where(one => Link("self", one.Name) == Link($"{pid}", one.Name)).Aggregate(0L, (kinds, one) => kinds | one.Kind);

    // Null where the kernel has no such kind, or the process is gone: then the launch says so.
    private static string? Link(string process, string name) => new FileInfo($"/proc/{process}/ns/{name}").LinkTarget;
}
