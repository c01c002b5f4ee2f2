using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization;

namespace Containment.Networks;

/// <summary>An address with its network's prefix length, as in <c>10.0.0.2/24</c> or <c>fd00::2/64</c>.</summary>
/// <param name="Address">The address itself, host bits included.</param>
/// <param name="PrefixLength">Bits of the network part.</param>
[JsonConverter(typeof(IPNetworkAddressJsonConverter))]
public readonly record struct IPNetworkAddress(IPAddress Address, int PrefixLength) : IParsable<IPNetworkAddress>
{
    /// <inheritdoc/>
    public static IPNetworkAddress Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var result) ? result : throw new InvalidSpecException("address", s, "an address with prefix length, such as 10.0.0.2/24");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out IPNetworkAddress result)
    {
        result = default;
        var slash = s?.IndexOf('/') ?? -1;
        if (slash < 0 || !IPAddress.TryParse(s.AsSpan(0, slash), out var address) || !int.TryParse(s.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)) return false;
        // IPAddress takes "10.1" for 10.0.0.1.
        if (address.AddressFamily == AddressFamily.InterNetwork && s.AsSpan(0, slash).Count('.') != 3) return false;
        if (prefix < 0 || prefix > (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)) return false;
        result = new IPNetworkAddress(address, prefix);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Address}/{PrefixLength}";
}
