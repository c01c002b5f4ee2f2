using System.Globalization;

namespace Containment.Linux.Memory;

/// <summary>The device /dev/userfaultfd (Linux 6.1): who has it open may make userfaultfds that also hold up the kernel, without any privilege.</summary>
internal static class FaultDevice
{
    private const string Place = "/dev/userfaultfd";
    private const uint Majors = 10;

    /// <exception cref="KernelRefusal">ENODEV: the kernel has none.</exception>
    public static Descriptor Open()
    {
        var there = LibC.open(Place, OpenFlags.ReadWrite | OpenFlags.CloseOnExec, 0);
        if (there >= 0) return new(there);
        if (Errno.Last != Errno.ENOENT) throw new KernelRefusal("open", Place, Errno.Last);
        var minor = Minor(KernelText.Read("/proc/misc")) ?? throw new KernelRefusal("open", Place, Errno.ENODEV);
        // Nobody has made a node for it.
        using var directory = At.OpenDirectory("/dev");
        PathBytes name = $".containment-{Environment.ProcessId}-{Guid.NewGuid():N}";
        At.MakeNode(directory, name, FileKind.CharDevice, 0x180, (Majors, minor));
        try
        {
            return At.Open(directory, name, OpenFlags.ReadWrite | OpenFlags.CloseOnExec);
        }
        finally
        {
            At.Remove(directory, name, isDirectory: false);
        }
    }

    /// <summary>From /proc/misc: a number and a name in each line.</summary>
    internal static uint? Minor(string text)
    {
        foreach (var line in text.Split('\n'))
            if (line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var number, "userfaultfd"]) return uint.Parse(number, CultureInfo.InvariantCulture);
        return null;
    }
}
