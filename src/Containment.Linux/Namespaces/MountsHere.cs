using System.Text;
using Containment.Linux.Descriptors;

namespace Containment.Linux.Namespaces;

/// <summary>What is mounted on a directory in this process's own mount namespace.</summary>
internal static partial class MountsHere
{
    private const int Detach = 2, NoFollow = 8;

    /// <summary>How many mounts lie on it, one above the other.</summary>
    /// <param name="path">Absolute, without symbolic links.</param>
    public static int Count(string path)
    {
        // As mountinfo spells it (proc_pid_mountinfo(5)).
        var point = new StringBuilder(path).Replace("\\", "\\134").Replace(" ", "\\040").Replace("\t", "\\011").Replace("\n", "\\012").ToString();
        return KernelText.Read("/proc/self/mountinfo").Split('\n').Count(line => line.Split(' ', 6) is [_, _, _, _, var place, ..] && place == point);
    }

    /// <summary>Takes away the uppermost ones, with all that is mounted inside, until so many are left.</summary>
    /// <exception cref="KernelRefusal">umount2(2).</exception>
    public static void Reduce(string path, int left)
    {
        for (var more = Count(path) - left; more > 0; more--) KernelRefusal.Check(umount2(path, Detach | NoFollow), "umount2", path);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
