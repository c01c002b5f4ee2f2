using System.CommandLine;
using System.Net;
using Containment.Cli.Options;
using Containment.Networks;

namespace Containment.Cli.Commands;

/// <summary>Makes a network.</summary>
internal static class NetworkCreateCommand
{
    public static Command Build(HostChoice host)
    {
        var name = new Argument<string>("network") { Description = "Its name" };
        var link = new Option<string?>("--link") { Description = "How containers are connected: bridge=NAME, routed[=UPLINK], macvlan=PARENT[:private|vepa], ipvlan=PARENT[:l3|l3s]; otherwise by a bridge of its own", HelpName = "link" };
        var subnets = new Option<string[]>("--subnet") { Description = "Addresses that it gives, as in 10.9.0.0/24 or fd09::/64; may come more than once", HelpName = "subnet" };
        var ranges = new Option<string[]>("--range") { Description = "The part of a subnet that it gives from; otherwise all of it", HelpName = "subnet" };
        var gateways = new Option<string[]>("--gateway") { Description = "A router of the network, or none; otherwise this host, with the first address of each subnet", HelpName = "address" };
        var mtu = new Option<int?>("--mtu") { Description = "The MTU of its interfaces in bytes", HelpName = "bytes" };
        var command = new Command("create", "Makes a network, with a bridge of its own unless told otherwise") { name, link, subnets, ranges, gateways, mtu };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            await opened.CreateNetworkAsync(new(parsed.GetValue(name)!)
            {
                Link = parsed.GetValue(link) is { } text ? NetworkText.Link("--link", text) : null,
                Subnets = [.. (parsed.GetValue(subnets) ?? []).Select(subnet => Subnet("--subnet", subnet))],
                Ranges = [.. (parsed.GetValue(ranges) ?? []).Select(range => Subnet("--range", range))],
                Gateways = parsed.GetValue(gateways) is { Length: > 0 } given ? given is ["none"] ? [] : [.. given.Select(NetworkText.Gateway)] : null,
                Mtu = parsed.GetValue(mtu),
            }, cancellationToken);
            Console.WriteLine(parsed.GetValue(name));
            return 0;
        });
        return command;
    }

    private static IPNetwork Subnet(string option, string text) =>
        IPNetwork.TryParse(text, out var subnet) ? subnet : throw new InvalidSpecException(option, text, "a network with its prefix length and no host bits, such as 10.9.0.0/24");
}
