using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace Containment.Networks.Pools;

/// <summary>Which addresses of a network are free. Pure.</summary>
internal static class AddressPool
{
    /// <summary>Free addresses of a subnet in order, lowest first.</summary>
    /// <param name="network">Whose ranges and gateways are observed.</param>
    /// <param name="subnet">One of its subnets.</param>
    /// <param name="taken">Those that are somebody's.</param>
    public static IEnumerable<IPAddress> Free(NetworkDefinition network, IPNetwork subnet, IReadOnlySet<IPAddress> taken)
    {
        var ranges = network.Ranges.Where(range => subnet.Contains(range.BaseAddress)).ToList();
        foreach (var range in ranges.Count > 0 ? ranges : [subnet])
        {
            var (size, all) = (Size(range), Size(subnet));
            var first = Number(range.BaseAddress) - Number(subnet.BaseAddress);
            for (var n = first; n < first + size; n++)
            {
                // The subnet's own address is nobody's, nor is IPv4's broadcast address; the host keeps the first for itself, now or later.
                if (n < 2 || subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork && n == all - 1) continue;
                var address = At(subnet, n);
                if (!taken.Contains(address) && network.Gateways?.Contains(address) != true) yield return address;
            }
        }
    }

    /// <summary>The address of a subnet that has this number in it; its own has 0.</summary>
    public static IPAddress At(IPNetwork subnet, BigInteger number)
    {
        var bytes = (Number(subnet.BaseAddress) + number).ToByteArray(isUnsigned: true, isBigEndian: true);
        var whole = new byte[subnet.BaseAddress.GetAddressBytes().Length];
        bytes.CopyTo(whole, whole.Length - bytes.Length);
        return new(whole);
    }

    private static BigInteger Number(IPAddress address) => new(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true);

    private static BigInteger Size(IPNetwork network) => BigInteger.One << (8 * network.BaseAddress.GetAddressBytes().Length - network.PrefixLength);
}
