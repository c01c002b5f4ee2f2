using System.Net;
using System.Net.Sockets;

namespace Containment.Networks;

/// <summary>What must hold within one interface's specification, and between those of one container.</summary>
internal static class NetworkRules
{
    /// <summary>The last digit of a host link's name counts them.</summary>
    public const int MostNetworks = 16;

    public static IReadOnlyList<IPNetworkAddress> Addresses(IReadOnlyList<IPNetworkAddress>? addresses, string field)
    {
        if (addresses is null) throw new InvalidSpecException(field, null, "a list, empty where there are no addresses");
        foreach (var (address, prefix) in addresses)
        {
            if (!IsStation(address)) throw new InvalidSpecException(field, address, "the address of one interface, neither loopback, multicast, unspecified, scoped nor IPv4-mapped");
            var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
            if (prefix < 1 || prefix > bits) throw new InvalidSpecException(field, $"{address}/{prefix}", $"a prefix length of 1 to {bits}");
            if (bits == 32 && prefix < 31 && HostBits(address, prefix) is var host && (host == 0 || host == uint.MaxValue >> prefix))
                throw new InvalidSpecException(field, $"{address}/{prefix}", "an interface's address, not that of the network or its broadcast address");
        }
        if (addresses.Select(a => a.Address).Distinct().Count() != addresses.Count) throw new InvalidSpecException(field, string.Join(", ", addresses), "each address once");
        return addresses;
    }

    public static IReadOnlyList<IPAddress> Gateways(IReadOnlyList<IPAddress>? gateways, string field)
    {
        if (gateways is null) throw new InvalidSpecException(field, null, "a list, empty where there are no gateways");
        if (gateways.FirstOrDefault(g => !IsStation(g)) is { } wrong) throw new InvalidSpecException(field, wrong, "a router's address");
        if (gateways.Select(g => g.AddressFamily).Distinct().Count() != gateways.Count) throw new InvalidSpecException(field, string.Join(", ", gateways), "at most one gateway of each address family");
        return gateways;
    }

    /// <summary>Passes an address through that a host may have, a loopback one too; null as well.</summary>
    public static IPAddress? HostAddress(IPAddress? address, string field) =>
        address is null || IPAddress.IsLoopback(address) || IsStation(address) ? address : throw new InvalidSpecException(field, address, "an address of the host, neither multicast, unspecified, scoped nor IPv4-mapped");

    /// <summary>Checks what one setter can't see. Fields are named as in <c>networks[1].gateways</c>.</summary>
    /// <exception cref="InvalidSpecException">Names the field.</exception>
    public static void Check(IReadOnlyList<NetworkSpec> networks)
    {
        if (networks.Count > MostNetworks) throw new InvalidSpecException("networks", networks.Count, $"at most {MostNetworks}");
        var (names, macs, addresses, families) = (new HashSet<string>(), new HashSet<string>(), new HashSet<IPAddress>(), new HashSet<AddressFamily>());
        var indexes = new HashSet<int>();
        for (var i = 0; i < networks.Count; i++)
        {
            var network = networks[i] ?? throw new InvalidSpecException($"networks[{i}]", null, "a network");
            if (!names.Add(network.Name)) throw new InvalidSpecException($"networks[{i}].name", network.Name, "a name that no other interface of the container has");
            if (network.Mac is { } mac && !macs.Add(mac)) throw new InvalidSpecException($"networks[{i}].mac", mac, "a hardware address that no other interface of the container has");
            foreach (var (address, _) in network.Addresses)
                if (!addresses.Add(address)) throw new InvalidSpecException($"networks[{i}].addresses", address, "an address that no other interface of the container has");
            if (network.Mtu < 1280 && network.Addresses.Any(a => a.Address.AddressFamily == AddressFamily.InterNetworkV6))
                throw new InvalidSpecException($"networks[{i}].mtu", network.Mtu, "1280 bytes or more, as IPv6 demands (RFC 8200)");
            if (!indexes.Add(NetworkPlan.IndexOf(network, i))) throw new InvalidSpecException($"networks[{i}].index", NetworkPlan.IndexOf(network, i), "an index that no other interface of the container has");
            if (network.Link is NetworkLink.Routed && network.Gateways.Count > 0) throw new InvalidSpecException($"networks[{i}].gateways", network.Gateways[0], "none: the host is the gateway of a routed link");
            if (network.Link is NetworkLink.Cni && network.Gateways.Count > 0) throw new InvalidSpecException($"networks[{i}].gateways", network.Gateways[0], "none: the CNI configuration says where routes lead");
            if (network.Link is NetworkLink.Ipvlan && network.Mac is { } own) throw new InvalidSpecException($"networks[{i}].mac", own, "none: an ipvlan interface has its parent's");
            foreach (var gateway in network.Gateways)
            {
                if (!Reaches(network, gateway)) throw new InvalidSpecException($"networks[{i}].gateways", gateway, "a router inside the prefix of one of the interface's addresses");
                if (network.Addresses.Any(a => a.Address.Equals(gateway))) throw new InvalidSpecException($"networks[{i}].gateways", gateway, "another station than the container itself");
                if (!families.Add(gateway.AddressFamily)) throw new InvalidSpecException($"networks[{i}].gateways", gateway, "only one default route of each address family in a container");
            }
        }
        Filtering.FilterRules.Check(networks);
    }

    private static bool Reaches(NetworkSpec network, IPAddress gateway) =>
        gateway.IsIPv6LinkLocal || network.Addresses.Any(a => a.Address.AddressFamily == gateway.AddressFamily && SamePrefix(a.Address, gateway, a.PrefixLength));

    private static bool SamePrefix(IPAddress a, IPAddress b, int prefix)
    {
        var (x, y) = (a.GetAddressBytes(), b.GetAddressBytes());
        var whole = prefix / 8;
        return x.AsSpan(0, whole).SequenceEqual(y.AsSpan(0, whole)) && (prefix % 8 == 0 || (x[whole] ^ y[whole]) >> (8 - prefix % 8) == 0);
    }

    private static uint HostBits(IPAddress address, int prefix) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()) & (uint.MaxValue >> prefix);

    /// <summary>Whether it may be one interface's.</summary>
    public static bool IsStation(IPAddress? address) => address switch
    {
        null => false,
        { AddressFamily: AddressFamily.InterNetwork } => !IPAddress.IsLoopback(address) && address.GetAddressBytes()[0] is > 0 and < 224,
        { AddressFamily: AddressFamily.InterNetworkV6 } => !IPAddress.IsLoopback(address) && !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv4MappedToIPv6 && address.ScopeId == 0,
        _ => false,
    };
}
