using Containment.Bundles.Oci;

namespace Containment.Bundles.Filtering;

/// <summary>
/// The default filter, of a container that makes containers. They all run under it. What CAP_SYS_ADMIN opens and only the machine's own root gets something
/// from stays shut: the kernel would refuse it, but only after code that has had its holes.
/// </summary>
internal static class NestedSeccomp
{
    private const string Refuse = "SCMP_ACT_ERRNO";
    private const uint NoSuchCall = 38;

    private static readonly HashSet<string> OfTheMachine = ["bpf", "perf_event_open", "quotactl", "quotactl_fd", "syslog", "open_by_handle_at"];

    public static OciSeccomp Of(OciSeccomp usual) => usual with
    {
        Syscalls =
        [
            .. (usual.Syscalls ?? []).Select(rule => rule with { Names = [.. (rule.Names ?? []).Except(OfTheMachine)] }),
            // Container runtimes do without key rings where the kernel has none, and stop where it refuses them.
            new() { Names = ["keyctl", "add_key", "request_key"], Action = Refuse, ErrnoRet = NoSuchCall },
        ],
    };
}
