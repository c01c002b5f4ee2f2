namespace Containment.Linux.Cgroups;

/// <summary>mkdir(2) and rmdir(2): a cgroup is made and removed by them alone, and their errors must not be dressed up; access(2): whether it can be.</summary>
internal static partial class CgroupCalls
{
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mkdir(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rmdir(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int access(string path, int mode);
}
