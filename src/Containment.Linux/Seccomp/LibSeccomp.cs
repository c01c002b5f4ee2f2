namespace Containment.Linux.Seccomp;

/// <summary>libseccomp, which knows the numbers of system calls and compiles comparisons of their arguments (seccomp_init(3), seccomp_rule_add(3) …).</summary>
internal static unsafe partial class LibSeccomp
{
    public const string Name = "libseccomp.so.2", Package = "libseccomp2";
    public const int OptimizationAttribute = 8, BinaryTree = 2;
    public const int UnknownCall = -1;

    /// <summary>SCMP_CMP_EQ.</summary>
    public const int IsEqual = 4;

    [LibraryImport(Name)]
    public static partial nint seccomp_init(uint defaultAction);

    [LibraryImport(Name)]
    public static partial void seccomp_release(nint context);

    [LibraryImport(Name)]
    public static partial uint seccomp_arch_native();

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint seccomp_arch_resolve_name(string name);

    [LibraryImport(Name)]
    public static partial int seccomp_arch_add(nint context, uint architecture);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int seccomp_syscall_resolve_name_arch(uint architecture, string name);

    /// <summary>The name is the caller's to free(3).</summary>
    [LibraryImport(Name)]
    public static partial nint seccomp_syscall_resolve_num_arch(uint architecture, int number);

    [LibraryImport("libc")]
    public static partial void free(nint memory);

    [LibraryImport(Name)]
    public static partial int seccomp_attr_set(nint context, int attribute, uint value);

    [LibraryImport(Name)]
    public static partial int seccomp_rule_add_array(nint context, uint action, int call, uint count, Comparison* comparisons);

    [LibraryImport(Name)]
    public static partial int seccomp_export_bpf(nint context, int descriptor);

    [LibraryImport(Name)]
    public static partial Version* seccomp_version();

    /// <summary>struct scmp_arg_cmp.</summary>
    public struct Comparison
    {
        public uint Argument;
        public int Operation;
        public ulong First, Second;
    }

    /// <summary>struct scmp_version.</summary>
    public struct Version
    {
        public uint Major, Minor, Micro;
    }
}
