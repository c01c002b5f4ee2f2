using Microsoft.Win32.SafeHandles;

namespace Containment.Linux.Descriptors;

/// <summary>Gives back what a part of a file takes; it reads as zeros then (fallocate(2), FALLOC_FL_PUNCH_HOLE).</summary>
internal static partial class FileHoles
{
    private const int KeepSize = 1, PunchHole = 2;

    /// <exception cref="KernelRefusal">The file system can't.</exception>
    public static void Punch(SafeFileHandle file, long offset, long bytes) =>
        KernelRefusal.Check(Fallocate(file, PunchHole | KeepSize, offset, bytes), "fallocate", $"{bytes} bytes at {offset}");

    [LibraryImport("libc", EntryPoint = "fallocate64", SetLastError = true)]
    private static partial int Fallocate(SafeFileHandle file, int mode, long offset, long bytes);
}
