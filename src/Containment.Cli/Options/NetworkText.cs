using System.Globalization;
using System.Net;
using Containment.Networks;

namespace Containment.Cli.Options;

/// <summary>
/// Reads <c>LINK[,ip=10.0.0.2/24][,gw=10.0.0.1][,mac=…][,name=eth0][,mtu=1500]</c>; ip and gw may come more than once. LINK is the name of a network of the
/// host, or <c>bridge=br0</c>, <c>routed[=UPLINK]</c>, <c>macvlan=eth0[:private|vepa]</c>, <c>ipvlan=eth0[:l3|l3s]</c>, <c>cni=NAME</c>.
/// </summary>
internal static class NetworkText
{
    public static NetworkSpec Parse(string text)
    {
        var (link, rest) = Split(text);
        var values = KeyValues.Parse("--network", rest, "ip", "gw", "mac", "name", "mtu");
        return new NetworkSpec
        {
            Link = link,
            Addresses = [.. values["ip"].Select(ip => IPNetworkAddress.Parse(ip))],
            Gateways = [.. values["gw"].Select(Gateway)],
            Mac = values["mac"].FirstOrDefault(),
            Name = values["name"].FirstOrDefault() ?? "eth0",
            Mtu = values["mtu"].FirstOrDefault() is { } mtu ? Number(mtu) : null,
        };
    }

    // Which link it is may stand anywhere, as all else may.
    private static (NetworkLink Link, string Others) Split(string text)
    {
        var parts = text.Split(',');
        var links = parts.Where(part => part.Split('=')[0] is "bridge" or "routed" or "macvlan" or "ipvlan" or "network" or "cni" || !part.Contains('=')).ToList();
        if (links is not [var link] || link.Length == 0) throw new InvalidSpecException("--network", text, "the name of a network, or one of bridge=NAME, routed, macvlan=PARENT, ipvlan=PARENT, cni=NAME");
        return (link is "routed" || link.Contains('=') ? Link("--network", link) : new NetworkLink.Network(link), string.Join(',', parts.Where(part => part != link)));
    }

    /// <summary>Reads <c>bridge=br0</c> and the like.</summary>
    public static NetworkLink Link(string option, string text)
    {
        var at = text.IndexOf('=');
        return NetworkLink.TryParse(at < 0 ? text : $"{text[..at]}:{text[(at + 1)..]}", null, out var link) ? link
            : throw new InvalidSpecException(option, text, "bridge=NAME, routed[=UPLINK], macvlan=PARENT[:private|vepa], ipvlan=PARENT[:l3|l3s] or cni=NAME");
    }

    public static IPAddress Gateway(string text) =>
        IPAddress.TryParse(text, out var address) ? address : throw new InvalidSpecException("--network gw", text, "an IP address");

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidSpecException("--network mtu", text, "a number of bytes");
}
