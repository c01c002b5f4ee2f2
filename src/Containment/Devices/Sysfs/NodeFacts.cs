using System.Globalization;
using Containment.Linux.Descriptors;

namespace Containment.Devices.Sysfs;

/// <summary>What a device node stands for, and its permission bits.</summary>
internal readonly record struct NodeFacts(char Kind, uint Major, uint Minor, int Mode)
{
    /// <summary>As <c>c 10:229</c>, the words of cgroup v1's devices controller.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Major}:{Minor}");

    /// <summary>Null when there is no device node. Only looked at: opening a device may do something.</summary>
    public static NodeFacts? Of(string path)
    {
        const int pathOnly = 0x200000, closeOnExec = 0x80000;
        var number = LibC.open(path, pathOnly | closeOnExec, 0);
        if (number < 0) return null;
        using var file = new Descriptor(number);
        var status = FileStatus.Of(file);
        char? kind = status.Kind switch { FileKind.CharDevice => 'c', FileKind.BlockDevice => 'b', _ => null };
        return kind is { } letter ? new(letter, status.Represents.Major, status.Represents.Minor, status.Mode & 0x1ff) : null;
    }
}
