using System.Security.Cryptography;
using System.Text;

namespace Containment.Networks;

/// <summary>Names of network interfaces: what the kernel takes (IFNAMSIZ is 16 with the closing zero), and those of the host's ends.</summary>
internal static class LinkName
{
    public const int Longest = 15;
    private const string Digits = "0123456789abcdefghijklmnopqrstuv";

    /// <summary>Passes a good name through. '%' would be a pattern, ':' an alias, and '/' a path to the kernel.</summary>
    public static string Checked(string? name, string field) =>
        name is { Length: >= 1 and <= Longest } && name is not ("." or ".." or "lo" or "all" or "default") && name.All(c => c is > ' ' and < '\x7f' and not ('/' or ':' or '%'))
            ? name
            : throw new InvalidSpecException(field, name, "an interface name of 1 to 15 visible ASCII characters without / : %, and not lo");

    /// <summary>
    /// The host's end of a container's link number <paramref name="ordinal"/>: <c>ct</c>, 12 digits of a hash (60 bits) of the
    /// state directory and the id, and the ordinal.
    /// </summary>
    public static string OfHost(ContainerId id, string salt, int ordinal)
    {
        return string.Create(Longest, (number: Hash($"{salt}\0{id}"), ordinal), static (name, given) =>
        {
            "ct".CopyTo(name);
            for (var i = 2; i < Longest - 1; i++, given.number >>= 5) name[i] = Digits[(int)(given.number & 31)];
            name[^1] = Digits[given.ordinal];
        });
    }

    /// <summary>The bridge of a network of its own: its name as far as it goes, and a hash of state directory and name.</summary>
    public static string OfNetwork(string network, string salt)
    {
        var (hash, digits) = (Hash($"network\0{salt}\0{network}"), new char[5]);
        for (var i = 0; i < digits.Length; i++, hash >>= 5) digits[i] = Digits[(int)(hash & 31)];
        return $"cn{new string(digits)}-{network[..Math.Min(network.Length, Longest - 8)]}";
    }

    /// <summary>
    /// The index of a host's end where it must be known before: from 2^30 on, where the kernel, which counts from 1, does not get in the
    /// life of a machine; a hash of its name.
    /// </summary>
    public static int IndexOfHost(string end) => (int)(1u << 30 | (uint)(Hash(end) & 0x3fffffff));

    private static ulong Hash(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BitConverter.ToUInt64(hash);
    }
}
