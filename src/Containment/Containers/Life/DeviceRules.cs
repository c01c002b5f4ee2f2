using Containment.Bundles.Oci;
using Containment.Devices;
using Containment.Launch;
using Containment.Linux.Devices;
using Containment.Resources;
using Containment.Resources.Devices;

namespace Containment.Containers.Life;

/// <summary>Which devices a container may have, and may use.</summary>
internal static class DeviceRules
{
    /// <summary>Refuses what a start would refuse and is known now.</summary>
    public static void Check(ContainerRegistry registry, IReadOnlyList<DeviceSpec> devices)
    {
        if (devices.Count == 0) return;
        if (devices.GroupBy(device => device.Name).FirstOrDefault(same => same.Count() > 1) is { } twice) throw new InvalidSpecException("devices", twice.Key, "each device once");
        foreach (var device in devices) CheckOwn(device, registry.Devices.Look(device));
    }

    /// <summary>Who is not root of the machine has the host's nodes, bound where the host has them.</summary>
    public static void CheckOwn(DeviceSpec device, DeviceParts parts)
    {
        if (OwnIds.Current is null) return;
        if (device is DeviceSpec.Pci || parts.Links.Count > 0) throw new ContainmentException(FailureReason.Unsupported, device.Name, "only root of the machine can give a container a PCI device or a network interface");
        if (parts.Nodes.FirstOrDefault(node => node.Source != node.Target) is { } moved) throw new ContainmentException(FailureReason.Unsupported, device.Name, $"an ordinary user can give a container {moved.Source} only under the same name");
    }

    /// <summary>What its bundle and its limits say, and what its devices need.</summary>
    public static IReadOnlyList<DeviceRule> Of(OciResources? bundle, ResourceLimits limits, IEnumerable<NodePart> nodes) =>
        DeviceLists.Of(bundle, [.. limits.Devices, .. nodes.Select(node => node.Permission)]);
}
