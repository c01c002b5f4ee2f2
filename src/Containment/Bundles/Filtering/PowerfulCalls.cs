using static Containment.Bundles.Filtering.OpenCalls;

namespace Containment.Bundles.Filtering;

/// <summary>
/// System calls that are of use only with a capability, and are open to containers that were given it: without it the kernel
/// refuses most of them, but only after code that has had its holes.
/// </summary>
internal static class PowerfulCalls
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ByCapability { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        // Mounts, namespaces, names of the machine, quotas, watching whole file systems.
        ["CAP_SYS_ADMIN"] = Words("""
            mount umount umount2 pivot_root mount_setattr move_mount open_tree open_tree_attr fsopen fsconfig fsmount fspick
            clone clone3 unshare setns sethostname setdomainname quotactl quotactl_fd fanotify_init bpf perf_event_open syslog
            """),
        ["CAP_DAC_READ_SEARCH"] = Words("open_by_handle_at"),
        ["CAP_SYS_CHROOT"] = Words("chroot"),
        ["CAP_SYS_BOOT"] = Words("reboot"),
        ["CAP_SYS_MODULE"] = Words("init_module finit_module delete_module"),
        ["CAP_SYS_PACCT"] = Words("acct"),
        // Looking into processes beyond what ptrace allows for one's own.
        ["CAP_SYS_PTRACE"] = Words("kcmp pidfd_getfd process_madvise"),
        ["CAP_SYS_RAWIO"] = Words("iopl ioperm"),
        ["CAP_SYS_TIME"] = Words("settimeofday stime clock_settime clock_settime64"),
        ["CAP_SYS_TTY_CONFIG"] = Words("vhangup"),
        // Where memory lies.
        ["CAP_SYS_NICE"] = Words("get_mempolicy set_mempolicy set_mempolicy_home_node mbind migrate_pages move_pages"),
        ["CAP_SYSLOG"] = Words("syslog"),
        ["CAP_BPF"] = Words("bpf"),
        ["CAP_PERFMON"] = Words("perf_event_open"),
    };
}
