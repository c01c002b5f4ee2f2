namespace Containment.Devices.Sysfs;

/// <summary>What a PCI device is, by the first of the three bytes of its class (PCI Code and ID Assignment).</summary>
internal enum PciKind
{
    Other = -1,
    Storage = 1,
    Network = 2,
    Display = 3,
    Multimedia = 4,
    Bridge = 6,
    Input = 9,
    Serial = 12,
    Accelerator = 18,
}
