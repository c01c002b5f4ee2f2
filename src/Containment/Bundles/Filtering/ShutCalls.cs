using static Containment.Bundles.Filtering.OpenCalls;

namespace Containment.Bundles.Filtering;

/// <summary>
/// System calls that no container is given by default, whatever its capabilities. They are not named in the profile, so that the
/// highest number in it stays true; the list is here so that none is forgotten, and a test compares it with the kernel's.
/// </summary>
internal static class ShutCalls
{
    public static IReadOnlyList<string> Names { get; } =
    [
        // Key rings: their owners are users and sessions, which containers may share.
        .. Words("add_key request_key keyctl"),
        // Another kernel, swap space: of the whole machine.
        .. Words("kexec_load kexec_file_load swapon swapoff"),
        // Memory faults answered by a program: the favourite for stopping the kernel in the middle of a copy.
        .. Words("userfaultfd"),
        // Kept by the kernel for programs of the last century, or never more than a number.
        .. Words("""
            _sysctl sysfs ustat uselib bdflush create_module get_kernel_syms query_module nfsservctl lookup_dcookie
            afs_syscall break ftime getpmsg gtty idle lock mpx oldolduname olduname prof profil putpmsg security sgetmask ssetmask stty tuxcall
            ulimit vserver vm86 vm86old
            """),
    ];
}
