using Containment.Bundles.Oci;

namespace Containment.Containers.Guests;

/// <summary>What a view adds to the description by which a container is launched. Pure.</summary>
internal static class GuestMounts
{
    /// <summary>Where a container is told of things: a directory, so that a file can be exchanged in it.</summary>
    public const string Told = "/run/containment";

    public static OciMount Bind(string source, string target) =>
        new() { Destination = target, Type = "bind", Source = source, Options = ["bind", "ro", "nosuid", "nodev", "noexec", "private"] };

    public static RuntimeSpec Add(RuntimeSpec runs, IEnumerable<OciMount> mounts) => runs with { Mounts = [.. runs.Mounts ?? [], .. mounts] };

    /// <summary>A time namespace in which the machine's uptime is that of the container, for /proc/uptime, btime and when processes began (time_namespaces(7)).</summary>
    public static RuntimeSpec OwnClock(RuntimeSpec runs, TimeSpan machineUptime)
    {
        var linux = runs.Linux ?? new();
        var namespaces = linux.Namespaces ?? [];
        return runs with
        {
            Linux = linux with
            {
                Namespaces = namespaces.Any(one => one.Type == "time") ? namespaces : [.. namespaces, new() { Type = "time" }],
                TimeOffsets = new Dictionary<string, OciTimeOffset> { ["boottime"] = new() { Secs = -(long)machineUptime.TotalSeconds } },
            },
        };
    }
}
