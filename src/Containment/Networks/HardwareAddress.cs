using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Containment.Networks;

/// <summary>Ethernet addresses: reading them, and deriving those that nobody chose.</summary>
internal static partial class HardwareAddress
{
    /// <summary>Passes a good address through: six bytes in hex with colons, of one station, not all zero.</summary>
    public static string Checked(string value, string field) =>
        Form().IsMatch(value) && Parse(value) is var bytes && (bytes[0] & 1) == 0 && bytes.Any(b => b != 0)
            ? value.ToLowerInvariant()
            : throw new InvalidSpecException(field, value, "a unicast hardware address such as 02:00:00:00:00:01");

    public static byte[] Parse(string value) => Convert.FromHexString(value.Replace(":", "", StringComparison.Ordinal));

    public static string Format(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes) is var hex ? string.Join(':', Enumerable.Range(0, 6).Select(i => hex.Substring(2 * i, 2))) : "";

    /// <summary>
    /// The address of an interface of a container. The first address is mixed in because ids are only unique on one host: two
    /// hosts on one network may each have a "web", but never with the same address.
    /// </summary>
    public static byte[] Of(ContainerId id, NetworkSpec network) =>
        network.Mac is { } given ? Parse(given) : Derive($"inside\0{id}\0{network.Name}\0{network.Addresses.Select(a => a.Address.ToString()).FirstOrDefault()}", 0x02);

    /// <summary>
    /// The address of the host's end. It begins with fe because a bridge without an address of its own takes the lowest of its
    /// ports', and would change it, to the surprise of its neighbours, when that port goes.
    /// </summary>
    public static byte[] OfHostEnd(string name) => Derive($"host\0{name}", 0xfe);

    private static byte[] Derive(string from, byte first)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(from))[..6];
        bytes[0] = first;
        return bytes;
    }

    [GeneratedRegex(@"\A[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}\z")]
    private static partial Regex Form();
}
