using System.Globalization;
using Containment.Devices.Texts;

namespace Containment.Devices.Sysfs;

/// <summary>The nodes of NVIDIA's driver, which sysfs does not know: one for each device by the number that /proc/driver/nvidia tells, and some for all.</summary>
internal static class GraphicsNodes
{
    private static readonly string[] Shared = ["nvidiactl", "nvidia-modeset", "nvidia-uvm", "nvidia-uvm-tools"];

    public static IReadOnlyList<NodePart> Of(PciDevice device, DeviceFolders folders)
    {
        if (device.Driver != "nvidia") return [];
        var told = SysTree.Text(Path.Combine(folders.Proc, "driver/nvidia/gpus", device.Address), "information") ?? "";
        var number = told.Split('\n').Select(line => line.Split(':', 2)).FirstOrDefault(pair => pair is ["Device Minor", _])?[1].Trim();
        return [.. (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var minor) ? (string[])[$"nvidia{minor}", .. Shared] : Shared).Select(name => Node(name, folders)).OfType<NodePart>()];
    }

    /// <summary>Those of all devices, with what belongs to display and to AMD's computing.</summary>
    public static IReadOnlyList<NodePart> OfClass(DeviceFolders folders) =>
        [.. SysTree.Names(Path.Combine(folders.Dev, "dri")).Select(path => $"dri/{Path.GetFileName(path)}").Append("kfd")
            .Concat(SysTree.Names(folders.Dev).Select(Path.GetFileName).OfType<string>().Where(name => name.StartsWith("nvidia", StringComparison.Ordinal) && name[6..].All(char.IsAsciiDigit) && name.Length > 6)).Concat(Shared)
            .Select(name => Node(name, folders)).OfType<NodePart>()];

    public static NodePart? Node(string name, DeviceFolders folders) =>
        name.Split('/').All(NodePath.IsName) && folders.Look(Path.Combine(folders.Dev, name)) is { } facts ? NodePart.Of($"/dev/{name}", $"/dev/{name}", facts) : null;
}
