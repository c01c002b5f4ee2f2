using System.Globalization;

namespace Containment.Devices.Sysfs;

/// <summary>What a container is given of a PCI device: what its driver makes of it, or the whole IOMMU group through VFIO. Pure but for reading.</summary>
internal static class PciParts
{
    /// <exception cref="ContainmentException">NotFound: there is none; Unsupported: nothing of it can be given.</exception>
    public static DeviceParts Of(DeviceSpec.Pci spec, DeviceFolders folders)
    {
        var tree = new SysTree(folders.Sys);
        var device = Device(tree, spec);
        if (device.IsBridge) throw Unsupported(spec, "is a bridge; name a device behind it");
        if (spec.Vfio) return Whole(tree, device, spec);
        var parts = PciContents.Of(device, folders, spec.LinkName);
        if (!parts.IsEmpty) return parts;
        throw Unsupported(spec, device.Driver is null ? "has no driver here; load its driver, or give it as a whole (vfio)"
            : device.Driver == "vfio-pci" ? "is bound to vfio-pci; give it as a whole (vfio), or bind its own driver" : $"has a driver ({device.Driver}) that makes neither nodes nor network interfaces of it; give it as a whole (vfio)");
    }

    /// <summary>The function that is meant. Virtual ones must have been made.</summary>
    public static PciDevice Device(SysTree tree, DeviceSpec.Pci spec)
    {
        var device = PciDevice.Find(tree, spec.Address) ?? throw Missing(spec.Address);
        if (spec.VirtualFunction is not { } number) return device;
        if (number >= device.MostFunctions) throw Unsupported(spec, device.MostFunctions == 0 ? "has no virtual functions (SR-IOV)" : $"can have {device.MostFunctions} virtual functions, numbered from 0");
        if (number >= device.Functions.Count) throw new ContainmentException(FailureReason.NotFound, spec.Name, $"{spec.Address} has {device.Functions.Count} virtual functions now, and number {number} is not among them");
        return PciDevice.Find(tree, device.Functions[number]) ?? throw Missing(device.Functions[number]);
    }

    private static DeviceParts Whole(SysTree tree, PciDevice device, DeviceSpec.Pci spec)
    {
        if (spec.LinkName is not null) throw new InvalidSpecException("devices.name", spec.LinkName, "no name, because the whole device is given (vfio)");
        if (device.Group is not { } group) throw Unsupported(spec, "is in no IOMMU group; switch the IOMMU on in firmware and kernel (intel_iommu=on), or give it without vfio");
        var members = PciDevice.InGroup(tree, group).Where(member => !member.IsBridge).ToList();
        return new()
        {
            // Numbered when it is bound: the node is made then.
            Nodes = [Node($"/dev/vfio/{group}"), Node("/dev/vfio/vfio")],
            Addresses = [.. members.Select(member => member.Address)],
            Vfio = [.. members.Where(member => member.Driver != "vfio-pci").Select(member => member.Address)],
        };
    }

    private static NodePart Node(string path) => new(path, path, 'c', 0, 0) { Mode = 0x1b6 };

    private static ContainmentException Missing(string address) => new(FailureReason.NotFound, address, $"there is no PCI device {address} on this host (lspci -D lists them)");

    private static ContainmentException Unsupported(DeviceSpec.Pci spec, string why) => new(FailureReason.Unsupported, spec.Name, string.Create(CultureInfo.InvariantCulture, $"PCI device {spec.Address} {why}"));
}
