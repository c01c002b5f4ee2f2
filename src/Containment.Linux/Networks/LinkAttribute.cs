namespace Containment.Linux.Networks;

/// <summary>Attributes of link messages (include/uapi/linux/if_link.h).</summary>
internal static class LinkAttribute
{
    public const ushort Address = 1, Name = 3, Mtu = 4, Parent = 5, Master = 10, LinkInfo = 18, NetNsPid = 19, Alias = 20, AfSpec = 26, NetNsFd = 28, Carrier = 33, NewIndex = 49, PermanentAddress = 54, ParentName = 56;

    /// <summary>Inside <see cref="LinkInfo"/>.</summary>
    public const ushort Kind = 1, Data = 2, SlaveData = 5;

    /// <summary>IFLA_MACVLAN_MODE (u32) and IFLA_IPVLAN_MODE (u16), inside <see cref="Data"/>.</summary>
    public const ushort VlanMode = 1;

    /// <summary>VETH_INFO_PEER, inside <see cref="Data"/> of a veth.</summary>
    public const ushort VethPeer = 1;

    /// <summary>IFLA_BRPORT_STATE, inside <see cref="SlaveData"/> of a bridge's port.</summary>
    public const ushort PortState = 1;

    /// <summary>IFLA_INET6_ADDR_GEN_MODE, inside AF_INET6 inside <see cref="AfSpec"/>.</summary>
    public const ushort AddressGeneration = 8;
}
