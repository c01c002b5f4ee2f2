namespace Containment.Linux.Cgroups;

/// <summary>Cgroups in other hands ("Delegation", cgroup-v2.rst).</summary>
internal static unsafe partial class Delegation
{
    private static readonly Lazy<string[]> Files = new(() => (new CgroupDirectory("/sys/kernel/cgroup").TryRead("delegate") ?? "cgroup.procs\ncgroup.threads\ncgroup.subtree_control")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Gives the directory and the files that the kernel names for it to another user; the files that bound it stay as they are.</summary>
    public static void Give(CgroupDirectory directory, uint uid, uint gid)
    {
        KernelRefusal.Check(chown(directory.Path, uid, gid), "chown", directory.Path);
        foreach (var file in Files.Value)
            if (chown(directory[file], uid, gid) < 0 && Errno.Last != Errno.ENOENT) throw new KernelRefusal("chown", directory[file], Errno.Last);
    }

    /// <summary>Whether systemd marked it as delegated (Delegate= in systemd.resource-control(5)).</summary>
    public static bool IsMarked(string path) => IsMarked(path, "trusted.delegate") || IsMarked(path, "user.delegate");

    private static bool IsMarked(string path, string name)
    {
        byte value = 0;
        return getxattr(path, name, &value, 1) == 1 && value == (byte)'1';
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, uint owner, uint group);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getxattr(string path, string name, byte* value, nuint size);
}
