using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Containment.Devices.Texts;

namespace Containment.Devices;

/// <summary>
/// A device of the host for a container. As text: <c>/dev/fuse</c>, <c>/dev/sda:/dev/disk:rw,mode=0660</c>, <c>kvm</c>, <c>0000:00:04.0,name=lan0</c>, <c>vendor.com/class=device</c>.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<DeviceSpec>))]
public abstract record DeviceSpec : IParsable<DeviceSpec>
{
    private protected DeviceSpec() { }

    /// <summary>What it is called where one of several is meant: the host's path, the class, the PCI address, the CDI name.</summary>
    public abstract string Name { get; }

    /// <summary>As text, in the form that <see cref="Parse"/> reads.</summary>
    public abstract override string ToString();

    /// <summary>Reads one of the forms of text.</summary>
    /// <exception cref="InvalidSpecException">It is in none of them.</exception>
    public static DeviceSpec Parse(string s, IFormatProvider? provider = null) => DeviceText.Read(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out DeviceSpec result)
    {
        try
        {
            result = s is null ? null : DeviceText.Read(s);
        }
        catch (InvalidSpecException)
        {
            result = null;
        }
        return result is not null;
    }

    /// <summary>A device node of the host.</summary>
    /// <param name="Path">Its path on the host, absolute.</param>
    public sealed record Node(string Path) : DeviceSpec
    {
        /// <summary>Its path on the host.</summary>
        public string Path { get; init => field = NodePath.Checked(value, "devices.path"); } = NodePath.Checked(Path, "devices.path");

        /// <summary>Its path inside, below /dev. Default: the same.</summary>
        public string Target { get => field ?? Path; init => field = NodePath.Inside(value); }

        /// <summary>What may be done: letters of <c>rwm</c>, for reading, writing and making more nodes of it. Default <c>rw</c>.</summary>
        public string Access { get; init => field = NodePath.Letters(value); } = "rw";

        /// <summary>The permission bits of the node inside; null: those of the host's node.</summary>
        public int? Mode { get; init => field = value is null or (>= 0 and <= 0x1ff) ? value : throw new InvalidSpecException("devices.mode", value, "permission bits, 0 to 0777"); }

        /// <summary>Its owner, an id inside. Default 0.</summary>
        public uint Uid { get; init; }

        /// <summary>Its group, an id inside. Default 0.</summary>
        public uint Gid { get; init; }

        /// <inheritdoc/>
        public override string Name => Path;

        /// <inheritdoc/>
        public override string ToString() => DeviceText.Write(this);
    }

    /// <summary>All devices of a class that the host has.</summary>
    /// <param name="Kind"><c>kvm</c> (/dev/kvm), <c>fuse</c>, <c>tun</c> (/dev/net/tun), or <c>gpu</c> (all of /dev/dri, and the nodes of NVIDIA's and AMD's drivers).</param>
    public sealed record Class(string Kind) : DeviceSpec
    {
        /// <summary>Which class.</summary>
        public string Kind { get; init => field = DeviceClasses.Checked(value); } = DeviceClasses.Checked(Kind);

        /// <inheritdoc/>
        public override string Name => Kind;

        /// <inheritdoc/>
        public override string ToString() => Kind;
    }

    /// <summary>A PCI device with all that belongs to it: network interfaces, disks with their partitions, display, input, sound and USB nodes. One container has it at a time.</summary>
    /// <param name="Address">As <c>0000:00:04.0</c>; <c>00:04.0</c> is in domain 0000.</param>
    public sealed record Pci(string Address) : DeviceSpec
    {
        /// <summary>Where it is on the PCI bus.</summary>
        public string Address { get; init => field = PciText.Checked(value); } = PciText.Checked(Address);

        /// <summary>What its network interface is called inside; null: as on the host.</summary>
        public string? LinkName { get; init => field = value is null ? null : Networks.LinkName.Checked(value, "devices.name"); }

        /// <summary>
        /// Gives the device itself instead of what its driver makes of it: it and all others of its IOMMU group are bound to vfio-pci, and the container has
        /// /dev/vfio/GROUP. Default false.
        /// </summary>
        public bool Vfio { get; init; }

        /// <summary>
        /// Not the device but a virtual function of it (SR-IOV), by its number, from 0. As many functions are made as are needed where there are none.
        /// Null: the device.
        /// </summary>
        public int? VirtualFunction { get; init => field = value is null or (>= 0 and < 256) ? value : throw new InvalidSpecException("devices.vf", value, "0 to 255"); }

        /// <inheritdoc/>
        public override string Name => VirtualFunction is { } number ? $"{Address},vf={number}" : Address;

        /// <inheritdoc/>
        public override string ToString() => DeviceText.Write(this);
    }

    /// <summary>A device that a vendor describes in a file of the Container Device Interface (<see cref="ContainerHostOptions.CdiDirectories"/>).</summary>
    /// <param name="QualifiedName">As <c>vendor.com/class=device</c>.</param>
    public sealed record Cdi(string QualifiedName) : DeviceSpec
    {
        /// <summary>Vendor, class and name.</summary>
        public string QualifiedName { get; init => field = CdiText.Checked(value); } = CdiText.Checked(QualifiedName);

        /// <inheritdoc/>
        public override string Name => QualifiedName;

        /// <inheritdoc/>
        public override string ToString() => QualifiedName;
    }
}
