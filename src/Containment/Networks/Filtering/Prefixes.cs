using System.Net;

namespace Containment.Networks.Filtering;

/// <summary>Networks: without the bits of hosts, and without those that are part of another, which nft takes in no set.</summary>
internal static class Prefixes
{
    public static IPNetworkAddress Network(IPNetworkAddress address)
    {
        var bytes = address.Address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(bytes[i] & (address.PrefixLength >= 8 * (i + 1) ? 0xff : address.PrefixLength <= 8 * i ? 0 : 0xff << (8 * (i + 1) - address.PrefixLength)));
        return new(new IPAddress(bytes), address.PrefixLength);
    }

    public static IReadOnlyList<IPNetworkAddress> Merge(IEnumerable<IPNetworkAddress> addresses)
    {
        List<IPNetworkAddress> kept = [];
        foreach (var network in addresses.Select(Network).OrderBy(network => network.PrefixLength))
            if (!kept.Exists(wider => Contains(wider, network.Address))) kept.Add(network);
        return kept;
    }

    public static bool Contains(IPNetworkAddress network, IPAddress address) =>
        network.Address.AddressFamily == address.AddressFamily && Network(new(address, network.PrefixLength)).Address.Equals(Network(network).Address);
}
