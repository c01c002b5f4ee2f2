using Containment.Devices.Sysfs;

namespace Containment.Devices.Lending;

/// <summary>Binds PCI devices to vfio-pci, and back (Documentation/ABI/testing/sysfs-bus-pci: driver_override, unbind, drivers_probe).</summary>
internal sealed class DriverBinding(SysTree tree)
{
    private const string Vfio = "vfio-pci";

    /// <summary>What a device has now, to be remembered before it is bound to another.</summary>
    public LentDriver Look(string address) => new(address, PciDevice.Find(tree, address)?.Driver);

    /// <exception cref="ContainmentException">Unsupported: vfio-pci is not here, or does not take it.</exception>
    public void ToVfio(string address)
    {
        if (!Directory.Exists(Path.Combine(tree.Root, "bus/pci/drivers", Vfio)))
            throw new ContainmentException(FailureReason.Unsupported, address, $"PCI device {address} can't be given as a whole: the driver vfio-pci is not here; load it with modprobe vfio-pci");
        Bind(address, Vfio);
        if (PciDevice.Find(tree, address) is not { Driver: Vfio }) throw new ContainmentException(FailureReason.Unsupported, address, $"the driver vfio-pci does not take PCI device {address}; the kernel's log says why");
    }

    /// <summary>Gives it the driver back that it had. One that is not there any more is no error, nor one that has it already.</summary>
    public void Restore(LentDriver lent)
    {
        if (PciDevice.Find(tree, lent.Address) is not { } device) return;
        Write(lent.Address, Path.Combine(device.Directory, "driver_override"), "\n");
        if (device.Driver == lent.Driver) return;
        if (device.Driver is not null) Write(lent.Address, Path.Combine(device.Directory, "driver/unbind"), lent.Address);
        if (lent.Driver is not null) Write(lent.Address, Path.Combine(tree.Root, "bus/pci/drivers_probe"), lent.Address);
    }

    private void Bind(string address, string driver)
    {
        var device = PciDevice.Find(tree, address) ?? throw new ContainmentException(FailureReason.NotFound, address, $"there is no PCI device {address} on this host");
        if (device.Driver == driver) return;
        Write(address, Path.Combine(device.Directory, "driver_override"), driver);
        if (device.Driver is not null) Write(address, Path.Combine(device.Directory, "driver/unbind"), address);
        Write(address, Path.Combine(tree.Root, "bus/pci/drivers_probe"), address);
    }

    public static void Write(string subject, string file, string text)
    {
        try
        {
            using var opened = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
            RandomAccess.Write(opened, System.Text.Encoding.ASCII.GetBytes(text), 0);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ContainmentException(FailureReason.Unsupported, subject, $"{file} does not take \"{text.Trim()}\": {Brief.Text(refused.Message)}", null, refused);
        }
    }
}
