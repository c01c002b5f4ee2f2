namespace Containment.Bundles;

/// <summary>The names of capabilities(7), each at the index that is its number (include/uapi/linux/capability.h).</summary>
internal static class Capabilities
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID",
        "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW",
        "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT",
        "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD",
        "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG",
        "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    private static readonly Dictionary<string, int> Numbers = Names.Select((name, number) => (name, number)).ToDictionary(x => x.name, x => x.number);

    /// <summary>The bit of a capability; null for a name that is none.</summary>
    public static ulong? Find(string name) => Numbers.TryGetValue(name, out var number) ? 1UL << number : null;

    /// <summary>The set as the kernel takes it: bit n is capability n.</summary>
    /// <exception cref="InvalidSpecException">An unknown name; <paramref name="field"/> says where.</exception>
    public static ulong Bits(IReadOnlyList<string>? names, string field)
    {
        ulong bits = 0;
        for (var i = 0; i < (names?.Count ?? 0); i++)
            bits |= Numbers.TryGetValue(names![i], out var number) ? 1UL << number : throw new InvalidSpecException($"{field}[{i}]", names[i], "a capability of capabilities(7), such as CAP_CHOWN");
        return bits;
    }
}
