namespace Containment.Devices.Lending;

/// <summary>A PCI device that was bound to vfio-pci, and what was bound to it before.</summary>
/// <param name="Address">Where it is on the PCI bus.</param>
/// <param name="Driver">The driver that it had; null: none.</param>
internal sealed record LentDriver(string Address, string? Driver);
