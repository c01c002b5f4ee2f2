using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch;

/// <summary>What to do about refusals that have a usual reason.</summary>
internal static class Remedies
{
    public static string? For(SystemCall call, Errno error)
    {
        if (call == SystemCall.Prlimit && error == Errno.EPERM) return "it is above the hard limit, and only CAP_SYS_RESOURCE raises that";
        if (call == SystemCall.CloneChild && error == Errno.ENOSPC) return "too many namespaces: see the sysctls user.max_*_namespaces";
        if (call == SystemCall.CloneChild && error == Errno.EPERM) return "run it as root";
        if (call == SystemCall.CloneChild && error == Errno.EBUSY) return "the cgroup hands controllers down, so no process may be in it";
        if (call == SystemCall.Fsopen && error == Errno.ENODEV) return "this kernel has no such file system; perhaps its module is not loaded";
        if (call == SystemCall.MountSetattr && error == Errno.EINVAL) return "its file system can't have its ids mapped; begin the container without a user namespace";
        if (call == SystemCall.Expect) return "a link or a mount of the container's own leads elsewhere than the path says";
        if (call == SystemCall.Prctl && error == Errno.EINVAL) return "this kernel does not know it; merging memory (PR_SET_MEMORY_MERGE) needs Linux 6.4 with CONFIG_KSM";
        return null;
    }
}
