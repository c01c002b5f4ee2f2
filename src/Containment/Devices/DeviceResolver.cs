using Containment.Devices.Cdi;
using Containment.Devices.Sysfs;
using Containment.Devices.Texts;

namespace Containment.Devices;

/// <summary>Says what belongs to a device on this machine. Changes nothing.</summary>
internal static class DeviceResolver
{
    /// <exception cref="ContainmentException">NotFound: it is not here; Unsupported, Corrupt: it can't be given.</exception>
    public static DeviceParts Of(DeviceSpec spec, DeviceFolders folders) => spec switch
    {
        DeviceSpec.Node node => new() { Nodes = [Node(node, folders)] },
        DeviceSpec.Class { Kind: DeviceClasses.Gpu } => Graphics(folders),
        DeviceSpec.Class known => Of(new DeviceSpec.Node(DeviceClasses.NodeOf(known.Kind)!), folders),
        DeviceSpec.Pci pci => PciParts.Of(pci, folders),
        DeviceSpec.Cdi cdi => CdiParts.Of(cdi.QualifiedName, folders),
        _ => throw new InvalidOperationException("a device of a kind that is not known"),
    };

    /// <summary>All of several, where no two want one place.</summary>
    public static DeviceParts Of(IReadOnlyList<DeviceSpec> specs, DeviceFolders folders) => specs.Aggregate(new DeviceParts(), (parts, spec) => parts.With(Of(spec, folders)));

    private static NodePart Node(DeviceSpec.Node node, DeviceFolders folders)
    {
        var facts = folders.Look(Path.Combine(folders.Dev, node.Path[5..])) ?? throw new ContainmentException(FailureReason.NotFound, node.Path, $"there is no device node {node.Path} on this host{Hint(node.Path)}");
        return NodePart.Of(node.Path, node.Target, facts) with { Access = node.Access, Mode = node.Mode ?? facts.Mode, Uid = node.Uid, Gid = node.Gid };
    }

    private static DeviceParts Graphics(DeviceFolders folders) =>
        GraphicsNodes.OfClass(folders) is { Count: > 0 } nodes ? new() { Nodes = nodes } : throw new ContainmentException(FailureReason.NotFound, DeviceClasses.Gpu, "this host has no GPU with a driver: neither /dev/dri nor a node of NVIDIA's or AMD's is there");

    private static string Hint(string path) => path switch
    {
        "/dev/kvm" => "; the processor lacks virtualization, or its module (kvm_intel, kvm_amd) is not loaded",
        "/dev/fuse" => "; load it with modprobe fuse",
        "/dev/net/tun" => "; load it with modprobe tun",
        _ => "",
    };
}
