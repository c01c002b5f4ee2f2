using System.Globalization;
using System.Net;
using Containment.Networks;

namespace Containment.Cli.Options;

/// <summary>Reads <c>bridge=br0,ip=10.0.0.2/24,gw=10.0.0.1,mac=…,name=eth0,mtu=1500</c>; ip and gw may come more than once.</summary>
internal static class NetworkText
{
    public static NetworkSpec Parse(string text)
    {
        var values = KeyValues.Parse("--network", text, "bridge", "ip", "gw", "mac", "name", "mtu");
        return new NetworkSpec
        {
            Bridge = values["bridge"].SingleOrDefault() ?? throw new InvalidSpecException("--network", text, "bridge=NAME in it"),
            Addresses = [.. values["ip"].Select(ip => IPNetworkAddress.Parse(ip))],
            Gateways = [.. values["gw"].Select(Gateway)],
            Mac = values["mac"].FirstOrDefault(),
            Name = values["name"].FirstOrDefault() ?? "eth0",
            Mtu = values["mtu"].FirstOrDefault() is { } mtu ? Number(mtu) : null,
        };
    }

    private static IPAddress Gateway(string text) =>
        IPAddress.TryParse(text, out var address) ? address : throw new InvalidSpecException("--network gw", text, "an IP address");

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidSpecException("--network mtu", text, "a number of bytes");
}
