using Microsoft.Win32.SafeHandles;
using Containment.Linux.Mounts;

namespace Containment.Volumes.Disks;

/// <summary>On btrfs a file that is written to at random is better changed in place (chattr(1), C).</summary>
internal static class NoCopyOnWrite
{
    /// <summary>Fine where the file system knows no such thing.</summary>
    public static void TrySet(SafeFileHandle file) => FileFlags.TryAdd(new(file.DangerousGetHandle().ToInt32(), owned: false), FileFlags.NoCopyOnWrite);
}
