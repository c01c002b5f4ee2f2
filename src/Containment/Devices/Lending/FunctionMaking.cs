using System.Globalization;
using Containment.Devices.Sysfs;

namespace Containment.Devices.Lending;

/// <summary>Makes virtual functions of a device with SR-IOV, and takes them away (Documentation/PCI/pci-iov-howto.rst).</summary>
internal static class FunctionMaking
{
    /// <summary>Whether function <paramref name="number"/> has to be made first.</summary>
    /// <exception cref="ContainmentException">NotFound: there is no such device; Unsupported: it has no so many; WrongState: some are there, but too few.</exception>
    public static bool IsNeeded(SysTree tree, string address, int number)
    {
        var device = PciDevice.Find(tree, address) ?? throw new ContainmentException(FailureReason.NotFound, address, $"there is no PCI device {address} on this host (lspci -D lists them)");
        if (number >= device.MostFunctions) throw new ContainmentException(FailureReason.Unsupported, address, device.MostFunctions == 0 ? $"PCI device {address} has no virtual functions (SR-IOV)" : $"PCI device {address} can have {device.MostFunctions} virtual functions, numbered from 0");
        if (number < device.Functions.Count) return false;
        // The kernel changes their number only by way of none, which would take those from whoever has them.
        if (device.Functions.Count > 0) throw new ContainmentException(FailureReason.WrongState, address, $"PCI device {address} has {device.Functions.Count} virtual functions, and more can't be added while these are there; make as many as are needed at first (sriov_numvfs), or give one of these");
        return true;
    }

    public static void Make(SysTree tree, string address, int count) =>
        DriverBinding.Write(address, Path.Combine(tree.PathOf(address), "sriov_numvfs"), count.ToString(CultureInfo.InvariantCulture));

    /// <summary>One that is not there any more is no error.</summary>
    public static void Remove(SysTree tree, string address)
    {
        if (PciDevice.Find(tree, address) is { Functions.Count: > 0 }) Make(tree, address, 0);
    }
}
