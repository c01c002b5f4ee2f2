using System.Globalization;

namespace Containment.Linux.Devices;

/// <summary>Which device a node of this machine stands for.</summary>
internal static class DeviceNode
{
    /// <summary>As in <c>c 10:229</c>; null when it can't be reached, or is no node.</summary>
    public static string? Find(string path)
    {
        // Only named and not opened: opening a device may do something.
        var number = LibC.open(path, OpenFlags.Path | OpenFlags.CloseOnExec, 0);
        if (number < 0) return null;
        using var file = new Descriptor(number);
        var status = FileStatus.Of(file);
        char? kind = status.Kind switch { FileKind.CharDevice => 'c', FileKind.BlockDevice => 'b', _ => null };
        return kind is null ? null : string.Create(CultureInfo.InvariantCulture, $"{kind} {status.Represents.Major}:{status.Represents.Minor}");
    }
}
