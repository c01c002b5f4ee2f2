namespace Containment.Linux.Cgroups;

/// <summary>Cgroups in other hands ("Delegation", cgroup-v2.rst).</summary>
internal static unsafe partial class Delegation
{
    private static readonly Lazy<string[]> Files = new(() => (new CgroupDirectory("/sys/kernel/cgroup").TryRead("delegate") ?? "cgroup.procs\ncgroup.threads\ncgroup.subtree_control")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static readonly string[] LegacyFiles = [CgroupDirectory.Procs, "tasks"];

    /// <summary>Gives the directory and the files that the kernel names for it to another user; the files that bound it stay as they are.</summary>
    public static void Give(CgroupDirectory directory, uint uid, uint gid)
    {
        KernelRefusal.Check(chown(directory.Path, uid, gid), "chown", directory.Path);
        foreach (var file in Files.Value)
            if (chown(directory[file], uid, gid) < 0 && Errno.Last != Errno.ENOENT) throw new KernelRefusal("chown", directory[file], Errno.Last);
    }

    /// <summary>
    /// The same of v1, where it is who owns the directory and the two files by which processes enter. What bounds it is not among them, and a process can be moved only by
    /// one that owns it and both cgroups ("Control Groups version 1", cgroups.rst).
    /// </summary>
    public static void GiveLegacy(CgroupDirectory directory, uint uid, uint gid)
    {
        KernelRefusal.Check(chown(directory.Path, uid, gid), "chown", directory.Path);
        foreach (var file in LegacyFiles) KernelRefusal.Check(chown(directory[file], uid, gid), "chown", directory[file]);
    }

    /// <summary>Gives every file that bounds it to somebody, and leaves those by which cgroups and processes are put below it as they are.</summary>
    public static void GiveBounds(CgroupDirectory directory, bool unified, uint uid, uint gid)
    {
        var others = unified ? Files.Value : LegacyFiles;
        foreach (var path in Directory.EnumerateFiles(directory.Path))
        {
            // A controller that goes takes its files with it.
            if (!others.Contains(Path.GetFileName(path)) && chown(path, uid, gid) < 0 && Errno.Last != Errno.ENOENT) throw new KernelRefusal("chown", path, Errno.Last);
        }
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
