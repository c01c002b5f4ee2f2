using System.Buffers.Binary;

namespace Containment.Linux.Networks;

/// <summary>Requests on links: struct ifinfomsg and its attributes. Pure.</summary>
internal static class LinkMessages
{
    private const NetlinkFlags Change = NetlinkFlags.Request | NetlinkFlags.Ack, Make = Change | NetlinkFlags.Create | NetlinkFlags.Exclusive;
    private const uint IffUp = 1;
    private const int AfInet6 = 10;
    private const byte NoLinkLocalAddress = 1;

    /// <summary>
    /// A veth pair, described from its far end: that one is created in the network namespace of the process whose pid goes to
    /// <paramref name="pidOffset"/>, with the index, name and hardware address given, and up; the near end is made where the
    /// request is sent, its index the kernel's choice, and down. The other way round an index can't be given: veth_newlink takes
    /// the one in the peer's header only if the outer header has one too, and the host's indexes are not ours to choose.
    /// With <paramref name="nearIndex"/> it is chosen all the same, and the near end is up.
    /// </summary>
    public static byte[] CreateVeth(string far, int farIndex, ReadOnlySpan<byte> farAddress, int farMtu, string near, ReadOnlySpan<byte> nearAddress, int nearMtu, out int pidOffset, int nearIndex = 0)
    {
        var writer = new NetlinkWriter(RtMessage.NewLink, Make, Header(farIndex, IffUp, IffUp));
        writer.Bytes(LinkAttribute.Address, farAddress);
        writer.UInt32(LinkAttribute.Mtu, (uint)farMtu);
        pidOffset = writer.UInt32(LinkAttribute.NetNsPid, 0);
        writer.Name(LinkAttribute.Name, far);
        var peer = nearAddress.ToArray();
        return writer.Nest(LinkAttribute.LinkInfo, info =>
        {
            info.Text(LinkAttribute.Kind, "veth");
            info.Nest(LinkAttribute.Data, data => data.Nest(LinkAttribute.VethPeer, end =>
            {
                end.Bytes(LinkAttribute.Address, peer);
                end.UInt32(LinkAttribute.Mtu, (uint)nearMtu);
                end.Name(LinkAttribute.Name, near);
            }, Header(nearIndex)));
        }).ToArray();
    }

    public static byte[] CreateBridge(string name, ReadOnlySpan<byte> address)
    {
        var writer = new NetlinkWriter(RtMessage.NewLink, Make, Header(0));
        writer.Bytes(LinkAttribute.Address, address);
        writer.Name(LinkAttribute.Name, name);
        return writer.Nest(LinkAttribute.LinkInfo, info => info.Text(LinkAttribute.Kind, "bridge")).ToArray();
    }

    /// <summary>An interface on the link <paramref name="parent"/> of the place where the request is sent, in the network namespace of the process whose pid goes to <paramref name="pidOffset"/>, and up.</summary>
    public static byte[] CreateMacvlan(string name, int index, ReadOnlySpan<byte> address, int mtu, int parent, uint mode, out int pidOffset)
    {
        var writer = Upon(name, index, mtu, parent, out pidOffset);
        writer.Bytes(LinkAttribute.Address, address);
        return writer.Nest(LinkAttribute.LinkInfo, info =>
        {
            info.Text(LinkAttribute.Kind, "macvlan");
            info.Nest(LinkAttribute.Data, data => data.UInt32(LinkAttribute.VlanMode, mode));
        }).ToArray();
    }

    /// <inheritdoc cref="CreateMacvlan"/>
    public static byte[] CreateIpvlan(string name, int index, int mtu, int parent, ushort mode, out int pidOffset) =>
        Upon(name, index, mtu, parent, out pidOffset).Nest(LinkAttribute.LinkInfo, info =>
        {
            info.Text(LinkAttribute.Kind, "ipvlan");
            info.Nest(LinkAttribute.Data, data => data.Bytes(LinkAttribute.VlanMode, BitConverter.GetBytes(mode)));
        }).ToArray();

    /// <summary>Sets a link up that has no IPv6 address but those that it is given, and tells people whose it is.</summary>
    public static byte[] Present(string name, string alias)
    {
        var writer = ByName(RtMessage.NewLink, Change, name, IffUp, IffUp);
        writer.Text(LinkAttribute.Alias, alias);
        return writer.Nest(LinkAttribute.AfSpec, spec => spec.Nest(AfInet6, six => six.UInt8(LinkAttribute.AddressGeneration, NoLinkLocalAddress))).ToArray();
    }

    /// <summary>Makes a link a bridge's port that has no IPv6 address of its own, and tells people whose it is.</summary>
    public static byte[] Enslave(string name, int master, string alias)
    {
        var writer = ByName(RtMessage.NewLink, Change, name);
        writer.UInt32(LinkAttribute.Master, (uint)master);
        writer.Text(LinkAttribute.Alias, alias);
        return writer.Nest(LinkAttribute.AfSpec, spec => spec.Nest(AfInet6, six => six.UInt8(LinkAttribute.AddressGeneration, NoLinkLocalAddress))).ToArray();
    }

    public static byte[] SetPortState(string name, PortState state) =>
        ByName(RtMessage.NewLink, Change, name).Nest(LinkAttribute.LinkInfo, info =>
            info.Nest(LinkAttribute.SlaveData, data => data.UInt8(LinkAttribute.PortState, (byte)state))).ToArray();

    public static byte[] SetUp(string name, bool up) => ByName(RtMessage.NewLink, Change, name, up ? IffUp : 0, IffUp).ToArray();

    /// <summary>
    /// Moves a link to the network namespace of the process whose pid goes to <paramref name="pidOffset"/>, under another name, and takes it down. The kernel moves
    /// it first and then does the rest, so what refuses the rest leaves it moved.
    /// </summary>
    /// <param name="index">The link.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="alias">Its alias.</param>
    /// <param name="pidOffset">Where the pid goes.</param>
    /// <param name="newIndex">Its index there (Linux 5.13); 0: the kernel's choice.</param>
    public static byte[] Move(int index, string name, string alias, out int pidOffset, int newIndex = 0)
    {
        var writer = new NetlinkWriter(RtMessage.NewLink, Change, Header(index, 0, IffUp));
        if (newIndex > 0) writer.UInt32(LinkAttribute.NewIndex, (uint)newIndex);
        pidOffset = writer.UInt32(LinkAttribute.NetNsPid, 0);
        writer.Name(LinkAttribute.Name, name);
        writer.Text(LinkAttribute.Alias, alias);
        return writer.ToArray();
    }

    /// <summary>Moves a link to a network namespace that is open here, down.</summary>
    public static byte[] Move(int index, int networkNamespace, string name, string alias)
    {
        var writer = new NetlinkWriter(RtMessage.NewLink, Change, Header(index, 0, IffUp));
        writer.UInt32(LinkAttribute.NetNsFd, (uint)networkNamespace);
        writer.Name(LinkAttribute.Name, name);
        writer.Text(LinkAttribute.Alias, alias);
        return writer.ToArray();
    }

    /// <summary>Gives a link a name and an alias, and another hardware address (6 bytes; none: as it is) and MTU (0: as it is); and takes it down.</summary>
    public static byte[] Reset(int index, string name, ReadOnlySpan<byte> address, int mtu, string alias)
    {
        var writer = new NetlinkWriter(RtMessage.NewLink, Change, Header(index, 0, IffUp));
        writer.Name(LinkAttribute.Name, name);
        if (address.Length > 0) writer.Bytes(LinkAttribute.Address, address);
        if (mtu > 0) writer.UInt32(LinkAttribute.Mtu, (uint)mtu);
        writer.Text(LinkAttribute.Alias, alias);
        return writer.ToArray();
    }

    /// <summary>Sets a link up, with another hardware address (6 bytes; none: as it is) and MTU (0: as it is).</summary>
    public static byte[] Configure(int index, ReadOnlySpan<byte> address, int mtu)
    {
        var writer = new NetlinkWriter(RtMessage.NewLink, Change, Header(index, IffUp, IffUp));
        if (address.Length > 0) writer.Bytes(LinkAttribute.Address, address);
        if (mtu > 0) writer.UInt32(LinkAttribute.Mtu, (uint)mtu);
        return writer.ToArray();
    }

    public static byte[] SetUp(int index) => new NetlinkWriter(RtMessage.NewLink, Change, Header(index, IffUp, IffUp)).ToArray();

    public static byte[] SetMtu(string name, int mtu)
    {
        var writer = ByName(RtMessage.NewLink, Change, name);
        writer.UInt32(LinkAttribute.Mtu, (uint)mtu);
        return writer.ToArray();
    }

    public static byte[] Delete(string name) => ByName(RtMessage.DeleteLink, Change, name).ToArray();

    public static byte[] Delete(int index) => new NetlinkWriter(RtMessage.DeleteLink, Change, Header(index)).ToArray();

    public static byte[] Get(string name) => ByName(RtMessage.GetLink, NetlinkFlags.Request, name).ToArray();

    public static byte[] Get(int index) => new NetlinkWriter(RtMessage.GetLink, NetlinkFlags.Request, Header(index)).ToArray();

    public static byte[] GetAll() => new NetlinkWriter(RtMessage.GetLink, NetlinkFlags.Request | NetlinkFlags.Dump, Header(0)).ToArray();

    private static NetlinkWriter Upon(string name, int index, int mtu, int parent, out int pidOffset)
    {
        var writer = new NetlinkWriter(RtMessage.NewLink, Make, Header(index, IffUp, IffUp));
        writer.UInt32(LinkAttribute.Mtu, (uint)mtu);
        writer.UInt32(LinkAttribute.Parent, (uint)parent);
        pidOffset = writer.UInt32(LinkAttribute.NetNsPid, 0);
        writer.Name(LinkAttribute.Name, name);
        return writer;
    }

    private static NetlinkWriter ByName(RtMessage type, NetlinkFlags flags, string name, uint linkFlags = 0, uint change = 0)
    {
        var writer = new NetlinkWriter(type, flags, Header(0, linkFlags, change));
        writer.Name(LinkAttribute.Name, name);
        return writer;
    }

    private static byte[] Header(int index, uint flags = 0, uint change = 0)
    {
        var header = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), index);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), flags);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), change);
        return header;
    }
}
