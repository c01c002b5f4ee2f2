using System.Globalization;
using Containment.Devices.Texts;

namespace Containment.Devices.Sysfs;

/// <summary>
/// What a PCI device's driver has made of it: everything in its directory that has a device number, and its network interfaces. So disks with their
/// namespaces and partitions, display, input, sound and USB nodes are found in one way. What only hangs below it as a PCI device of its own is not its.
/// </summary>
internal static class PciContents
{
    private const int Deepest = 24;

    public static DeviceParts Of(PciDevice device, DeviceFolders folders, string? linkName)
    {
        List<NodePart> nodes = [];
        List<string> links = [];
        Walk(device.Directory, 0);
        if (links.Count > 1 && linkName is not null) throw new InvalidSpecException("devices.name", linkName, $"no name, because {device.Address} has {links.Count} interfaces");
        return new()
        {
            Nodes = [.. nodes.DistinctBy(node => node.Target).OrderBy(node => node.Target, StringComparer.Ordinal), .. GraphicsNodes.Of(device, folders)],
            Links = [.. links.Select(name => new LinkPart(name, linkName ?? name))],
            Addresses = [device.Address],
        };

        void Walk(string directory, int depth)
        {
            if (depth > Deepest) return;
            if (Node(directory, folders) is { } node) nodes.Add(node);
            foreach (var below in SysTree.Below(directory))
            {
                var name = Path.GetFileName(below);
                if (Path.GetFileName(directory) == "net" && SysTree.Text(below, "ifindex") is not null) links.Add(Networks.LinkName.Checked(name, "devices.link"));
                if (PciText.Full(name) != name) Walk(below, depth + 1);
            }
        }
    }

    private static NodePart? Node(string directory, DeviceFolders folders)
    {
        if (SysTree.Text(directory, "dev")?.Split(':') is not [var first, var last] || !Number(first, out var major) || !Number(last, out var minor)) return null;
        var facts = (SysTree.Text(directory, "uevent") ?? "").Split('\n');
        // What it is called in /dev; devices that are not to be seen there have no such line.
        if (Value(facts, "DEVNAME") is not { } name) return null;
        var target = NodePath.Checked($"/dev/{name}", "devices.node");
        var kind = SysTree.LinkName(directory, "subsystem") == "block" ? 'b' : 'c';
        var mode = folders.Look(Path.Combine(folders.Dev, name))?.Mode ?? (Value(facts, "DEVMODE") is { } bits ? Convert.ToInt32(bits, 8) & 0x1ff : 0x180);
        return new NodePart(target, target, kind, major, minor) { Mode = mode };
    }

    private static string? Value(string[] facts, string name) => facts.FirstOrDefault(line => line.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    private static bool Number(string text, out uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
