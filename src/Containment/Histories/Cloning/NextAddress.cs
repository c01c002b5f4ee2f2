using System.Buffers.Binary;
using System.Net;
using Containment.Networks;

namespace Containment.Histories.Cloning;

/// <summary>Finds an address for a clone: the next after the original's in the same network that nobody has. Pure.</summary>
internal static class NextAddress
{
    private const int Most = 1 << 16;

    /// <param name="original">The address to begin after.</param>
    /// <param name="taken">Those that are given already, gateways too.</param>
    /// <exception cref="ContainmentException">Exhausted: there is none among the next 65,536.</exception>
    public static IPNetworkAddress After(IPNetworkAddress original, IReadOnlySet<IPAddress> taken)
    {
        var bytes = original.Address.GetAddressBytes();
        var bits = bytes.Length * 8 - original.PrefixLength;
        var hosts = bits >= 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;
        var own = Number(bytes);
        var network = own & ~hosts;
        for (var step = 1; step <= Most && (UInt128)step <= hosts; step++)
        {
            var host = ((own & hosts) + (UInt128)step) & hosts;
            // The network's own address, and its broadcast address, are nobody's; a network of two has neither (RFC 3021).
            if (hosts > 1 && (host == 0 || host == hosts)) continue;
            var address = Address(network | host, bytes.Length);
            if (!taken.Contains(address)) return original with { Address = address };
        }
        throw new ContainmentException(FailureReason.Exhausted, original.ToString(), $"no address is free after {original}");
    }

    private static UInt128 Number(byte[] bytes)
    {
        Span<byte> all = stackalloc byte[16];
        all.Clear();
        bytes.CopyTo(all[(16 - bytes.Length)..]);
        return BinaryPrimitives.ReadUInt128BigEndian(all);
    }

    private static IPAddress Address(UInt128 number, int length)
    {
        Span<byte> all = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(all, number);
        return new(all[(16 - length)..]);
    }
}
