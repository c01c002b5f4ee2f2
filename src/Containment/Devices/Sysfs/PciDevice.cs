using System.Globalization;
using Containment.Devices.Texts;

namespace Containment.Devices.Sysfs;

/// <summary>A PCI device as sysfs shows it (Documentation/ABI/testing/sysfs-bus-pci).</summary>
/// <param name="Address">As <c>0000:00:04.0</c>.</param>
/// <param name="Directory">Its directory, without any link in the path.</param>
internal sealed record PciDevice(string Address, string Directory)
{
    /// <summary>Its driver; null where none is bound to it.</summary>
    public string? Driver { get; init; }

    /// <summary>Class, subclass and programming interface, a byte each.</summary>
    public uint Class { get; init; }

    /// <summary>Its IOMMU group; null where there is no IOMMU.</summary>
    public string? Group { get; init; }

    /// <summary>Its virtual functions, in the order of their numbers.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>How many virtual functions it can have; 0: it has no SR-IOV.</summary>
    public int MostFunctions { get; init; }

    /// <summary>The device that this is a virtual function of.</summary>
    public string? Physical { get; init; }

    public PciKind Kind => Enum.IsDefined((PciKind)(Class >> 16)) ? (PciKind)(Class >> 16) : PciKind.Other;

    /// <summary>A bridge to other devices is nobody's: subclass 4 is PCI-to-PCI, 0 the processor's own.</summary>
    public bool IsBridge => Kind == PciKind.Bridge;

    /// <summary>Null where there is none of that address.</summary>
    public static PciDevice? Find(SysTree tree, string address)
    {
        if (SysTree.Real(tree.PathOf(address)) is not { } directory || !System.IO.Directory.Exists(directory)) return null;
        return new(address, directory)
        {
            Driver = SysTree.LinkName(directory, "driver"),
            Class = Hex(SysTree.Text(directory, "class")),
            Group = SysTree.LinkName(directory, "iommu_group") is { } group && group.All(char.IsAsciiDigit) ? group : null,
            Functions = [.. Enumerable.Range(0, 256).Select(number => SysTree.LinkName(directory, $"virtfn{number}")).TakeWhile(name => name is not null).Select(name => PciText.Full(name)).OfType<string>()],
            MostFunctions = int.TryParse(SysTree.Text(directory, "sriov_totalvfs"), CultureInfo.InvariantCulture, out var most) ? most : 0,
            Physical = PciText.Full(SysTree.LinkName(directory, "physfn")),
        };
    }

    /// <summary>All that share an IOMMU group: what one of them may reach, all may.</summary>
    public static IReadOnlyList<PciDevice> InGroup(SysTree tree, string group) =>
        [.. SysTree.Names(Path.Combine(tree.Root, "kernel/iommu_groups", group, "devices")).Select(path => PciText.Full(Path.GetFileName(path))).OfType<string>().Select(address => Find(tree, address)).OfType<PciDevice>()];

    private static uint Hex(string? text) =>
        text is ['0', 'x', .. var digits] && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
