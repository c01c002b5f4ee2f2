using System.Globalization;
using System.Net;
using Containment.Networks;
using Containment.Resources;

namespace Containment.Cli.Options;

/// <summary>
/// Reads <c>LINK[,ip=10.0.0.2/24][,gw=10.0.0.1][,mac=…][,name=eth0][,mtu=1500]</c>; ip and gw may come more than once. LINK is the name of a network of the
/// host, or <c>bridge=br0</c>, <c>routed[=UPLINK]</c>, <c>macvlan=eth0[:private|vepa]</c>, <c>ipvlan=eth0[:l3|l3s]</c>, <c>physical=eth1</c>, <c>cni=NAME</c>.
/// And what the host's side does for it: <c>publish=8080:80,nat=true,isolated=true,in=drop,out=accept,rule=…,in-rate=10M,out-rate=1M,burst=256K</c>; publish and rule may come more than once.
/// </summary>
internal static class NetworkText
{
    public static NetworkSpec Parse(string text)
    {
        var (link, rest) = Split(text);
        var values = KeyValues.Parse("--network", rest, "ip", "gw", "mac", "name", "mtu", "publish", "nat", "isolated", "in", "out", "rule", "in-rate", "out-rate", "burst");
        return new NetworkSpec
        {
            Link = link,
            Addresses = [.. values["ip"].Select(ip => IPNetworkAddress.Parse(ip))],
            Gateways = [.. values["gw"].Select(Gateway)],
            Mac = values["mac"].FirstOrDefault(),
            Name = values["name"].FirstOrDefault() ?? "eth0",
            Mtu = values["mtu"].FirstOrDefault() is { } mtu ? Number(mtu) : null,
            Ports = [.. values["publish"].Select(port => PublishedPort.Parse(port))],
            Masquerade = Flag(values, "nat"),
            Isolated = Flag(values, "isolated"),
            Firewall = FirewallText.Parse(values),
            Bandwidth = Bandwidth(values),
        };
    }

    // Which link it is may stand anywhere, as all else may.
    private static (NetworkLink Link, string Others) Split(string text)
    {
        var parts = text.Split(',');
        var links = parts.Where(part => part.Split('=')[0] is "bridge" or "routed" or "macvlan" or "ipvlan" or "network" or "physical" or "cni" || !part.Contains('=')).ToList();
        if (links is not [var link] || link.Length == 0) throw new InvalidSpecException("--network", text, "the name of a network, or one of bridge=NAME, routed, macvlan=PARENT, ipvlan=PARENT, physical=NAME, cni=NAME");
        return (link is "routed" || link.Contains('=') ? Link("--network", link) : new NetworkLink.Network(link), string.Join(',', parts.Where(part => part != link)));
    }

    /// <summary>Reads <c>bridge=br0</c> and the like.</summary>
    public static NetworkLink Link(string option, string text)
    {
        var at = text.IndexOf('=');
        return NetworkLink.TryParse(at < 0 ? text : $"{text[..at]}:{text[(at + 1)..]}", null, out var link) ? link
            : throw new InvalidSpecException(option, text, "bridge=NAME, routed[=UPLINK], macvlan=PARENT[:private|vepa], ipvlan=PARENT[:l3|l3s], physical=NAME or cni=NAME");
    }

    public static IPAddress Gateway(string text) =>
        IPAddress.TryParse(text, out var address) ? address : throw new InvalidSpecException("--network gw", text, "an IP address");

    private static bool Flag(ILookup<string, string> values, string key) => values[key].FirstOrDefault() switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw new InvalidSpecException($"--network {key}", other, "true or false"),
    };

    private static Bandwidth? Bandwidth(ILookup<string, string> values) =>
        values.Contains("in-rate") || values.Contains("out-rate") || values.Contains("burst")
            ? new() { In = Rate(values, "in-rate"), Out = Rate(values, "out-rate"), Burst = values["burst"].FirstOrDefault() is { } burst ? ByteCount.TryParse(burst, out var bytes) ? bytes : throw new InvalidSpecException("--network burst", burst, "bytes, as in 256K") : null }
            : null;

    private static IoRate Rate(ILookup<string, string> values, string key) =>
        values[key].FirstOrDefault() is not { } text ? IoRate.None : IoRate.TryParse(text, null, out var rate) ? rate : throw new InvalidSpecException($"--network {key}", text, "bytes a second, as in 10M");

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidSpecException("--network mtu", text, "a number of bytes");
}
