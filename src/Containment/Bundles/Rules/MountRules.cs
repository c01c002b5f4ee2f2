using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>config.md, "Mounts".</summary>
internal static class MountRules
{
    // What lxcfs and its like show a container of itself. Everything else in /proc is the kernel's to say, and to hear.
    private static readonly HashSet<string> InProc =
    [
        "/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime", "/proc/loadavg", "/proc/slabinfo",
        "/proc/net/dev", "/proc/sys/kernel/ns_last_pid", "/proc/sys/crypto/fips_enabled",
    ];

    /// <summary>Refuses, as runc does, what a bundle mounts over or in /proc.</summary>
    public static void CheckProc(OciMount mount, string field)
    {
        if (mount.Destination == "/proc" && mount.Type != "proc" && !IsBind(mount)) throw new InvalidSpecException($"{field}.type", mount.Type, "proc, or a bind, on /proc");
        if (mount.Destination.StartsWith("/proc/", StringComparison.Ordinal) && !InProc.Contains(mount.Destination))
            throw new InvalidSpecException($"{field}.destination", mount.Destination, $"nothing inside /proc but {string.Join(", ", InProc)}");
    }

    public static void Check(OciMount mount, string field)
    {
        // A relative one counts from / (config.md).
        Rule.Text(mount.Destination, $"{field}.destination", "a path in the container");
        Rule.NoLongerThan(mount.Type, $"{field}.type", 255);
        Rule.NoLongerThan(mount.Source, $"{field}.source", 4095);
        Rule.Each(mount.Options, $"{field}.options", (option, at) => Rule.Text(option, at, "a mount option"));
        var isBind = IsBind(mount);
        if (isBind && string.IsNullOrEmpty(mount.Source)) throw new InvalidSpecException($"{field}.source", mount.Source, "what to bind");
        if (!isBind && string.IsNullOrEmpty(mount.Type)) throw new InvalidSpecException($"{field}.type", mount.Type, "a file system type, or the option bind or rbind");
        if (mount.UidMappings is null != mount.GidMappings is null) throw new InvalidSpecException($"{field}.uidMappings", mount.UidMappings is null ? null : "there", "both uidMappings and gidMappings, or neither");
        IdMappingRules.Check(mount.UidMappings, $"{field}.uidMappings");
        IdMappingRules.Check(mount.GidMappings, $"{field}.gidMappings");
    }

    /// <summary>With the one form of its destination that other rules, and other mounts, know it by: <c>/dev</c> for <c>dev</c>, <c>//dev/</c> and <c>/proc/../dev</c>.</summary>
    public static OciMount Plain(OciMount mount) => mount with { Destination = Plain(mount.Destination) };

    /// <summary>With a source that is relative to the bundle made absolute.</summary>
    public static OciMount Within(OciMount mount, string bundle) =>
        IsBind(mount) && mount.Source is { Length: > 0 } source && source[0] != '/' ? mount with { Source = Path.GetFullPath(source, bundle) } : mount;

    private static bool IsBind(OciMount mount) => mount.Type == "bind" || mount.Options?.Any(option => option is "bind" or "rbind") == true;

    public static string Plain(string destination)
    {
        List<string> names = [];
        foreach (var name in destination.Split('/'))
        {
            if (name is "" or ".") continue;
            if (name != "..") names.Add(name);
            else if (names.Count > 0) names.RemoveAt(names.Count - 1);
        }
        return $"/{string.Join('/', names)}";
    }
}
