using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>
/// config-linux.md, "Sysctl". Only what belongs to a namespace of the container's own may be set; all else would be the machine's
/// (namespaces(7), ipc_namespaces(7)).
/// </summary>
internal static class SysctlRules
{
    private static readonly HashSet<string> OfIpc =
    [
        "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced",
    ];

    public static void Check(OciLinux linux)
    {
        Rule.Each(linux.Sysctl, "linux.sysctl", (key, _, _) =>
        {
            var names = Path(key).Split('/');
            if (names.Any(name => name is "" or "." or "..") || key.Contains('\0', StringComparison.Ordinal)) throw new InvalidSpecException("linux.sysctl", key, "names such as net.ipv4.ip_forward");
            Need(linux, key, string.Join('.', names));
        });
    }

    /// <summary>Where it is below /proc/sys. The first separator counts (sysctl(8)): <c>net/ipv4/conf/eth0.1/forwarding</c> has a name with a dot.</summary>
    public static string Path(string key)
    {
        var first = key.AsSpan().IndexOfAny('.', '/');
        return first < 0 || key[first] == '/' ? key : string.Create(key.Length, key, (to, from) =>
        {
            for (var n = 0; n < to.Length; n++) to[n] = from[n] switch { '.' => '/', '/' => '.', var other => other };
        });
    }

    /// <summary>The type of namespace that the setting is of; null for one of the whole machine.</summary>
    public static string? NamespaceOf(string key) => NamespaceOfName(Path(key).Replace('/', '.'));

    private static string? NamespaceOfName(string name) =>
        name.StartsWith("net.", StringComparison.Ordinal) ? "network"
        : OfIpc.Contains(name) || name.StartsWith("fs.mqueue.", StringComparison.Ordinal) ? "ipc"
        : name == "kernel.domainname" ? "uts"
        : null;

    private static void Need(OciLinux linux, string key, string name)
    {
        var field = $"linux.sysctl.{key}";
        if (name == "kernel.hostname") throw new InvalidSpecException(field, "set", "the field hostname instead");
        var type = NamespaceOfName(name)
            ?? throw new InvalidSpecException(field, "set", "a setting of a namespace (net.*, fs.mqueue.*, kernel.msg*, kernel.shm*, kernel.sem, kernel.domainname); any other is the whole machine's");
        if (linux.Namespaces?.Any(one => one.Type == type) is not true) throw new InvalidSpecException(field, "set", $"a namespace of type {type} in linux.namespaces; without one it is the host's");
    }
}
