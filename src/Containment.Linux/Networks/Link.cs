using System.Buffers.Binary;

namespace Containment.Linux.Networks;

/// <summary>What the kernel says of a link.</summary>
internal sealed record Link(string Name, int Index, bool IsUp, bool HasCarrier, int Mtu, int Master, string HardwareAddress, string Kind, PortState? PortState, string Alias)
{
    /// <summary>The hardware address that the device itself has, whatever was set since; empty where it has none (Linux 5.6).</summary>
    public string PermanentAddress { get; init; } = "";

    /// <summary>The device that it is of, by its name on its bus; empty for virtual links (Linux 5.14).</summary>
    public string Parent { get; init; } = "";

    /// <summary>Reads struct ifinfomsg and what follows it.</summary>
    public static Link Read(ReadOnlySpan<byte> payload)
    {
        var (index, flags) = (BinaryPrimitives.ReadInt32LittleEndian(payload[4..]), BinaryPrimitives.ReadUInt32LittleEndian(payload[8..]));
        var link = new Link("", index, (flags & 1) != 0, (flags & 0x10000) != 0, 0, 0, "", "", null, "");
        NetlinkReader.Attributes(payload[16..], (type, value) => link = type switch
        {
            LinkAttribute.Name => link with { Name = NetlinkReader.Text(value) },
            LinkAttribute.Alias => link with { Alias = NetlinkReader.Text(value) },
            LinkAttribute.Mtu => link with { Mtu = BinaryPrimitives.ReadInt32LittleEndian(value) },
            LinkAttribute.Master => link with { Master = BinaryPrimitives.ReadInt32LittleEndian(value) },
            LinkAttribute.Address => link with { HardwareAddress = Colons(value) },
            LinkAttribute.PermanentAddress => link with { PermanentAddress = Colons(value) },
            LinkAttribute.ParentName => link with { Parent = NetlinkReader.Text(value) },
            LinkAttribute.LinkInfo => link.WithInfo(value),
            _ => link,
        });
        return link;
    }

    private Link WithInfo(ReadOnlySpan<byte> info)
    {
        var link = this;
        NetlinkReader.Attributes(info, (type, value) =>
        {
            if (type == LinkAttribute.Kind) link = link with { Kind = NetlinkReader.Text(value) };
            if (type == LinkAttribute.SlaveData)
                NetlinkReader.Attributes(value, (inner, state) =>
                {
                    if (inner == LinkAttribute.PortState && state.Length > 0) link = link with { PortState = (PortState)state[0] };
                });
        });
        return link;
    }

    private static string Colons(ReadOnlySpan<byte> address) => Convert.ToHexStringLower(address) is { Length: 12 } hex
        ? string.Join(':', Enumerable.Range(0, 6).Select(i => hex.Substring(2 * i, 2))) : Convert.ToHexStringLower(address);
}
