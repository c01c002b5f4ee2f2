namespace Containment.Linux.Cgroups;

/// <summary>mkdir(2) and rmdir(2): a cgroup is made and removed by them alone, and their errors must not be dressed up.</summary>
internal static partial class CgroupCalls
{
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mkdir(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rmdir(string path);
}
