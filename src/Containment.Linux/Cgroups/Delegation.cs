namespace Containment.Linux.Cgroups;

/// <summary>The mark that systemd sets on a cgroup it delegates (Delegate= in systemd.resource-control(5)).</summary>
internal static unsafe partial class Delegation
{
    public static bool IsMarked(string path) => IsMarked(path, "trusted.delegate") || IsMarked(path, "user.delegate");

    private static bool IsMarked(string path, string name)
    {
        byte value = 0;
        return getxattr(path, name, &value, 1) == 1 && value == (byte)'1';
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getxattr(string path, string name, byte* value, nuint size);
}
