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
        var masquerade = new Option<bool>("--nat") { Description = "What containers send elsewhere carries an address of this host" };
        var isolated = new Option<bool>("--isolated") { Description = "Its containers don't reach each other" };
        var vxlan = new Option<string?>("--vxlan") { Description = "One network with those of other hosts: its number, and this host's address as they reach it", HelpName = "id,local" };
        var peers = new Option<string[]>("--peer") { Description = "Another host of a network with --vxlan; may come more than once", HelpName = "address" };
        var command = new Command("create", "Makes a network, with a bridge of its own unless told otherwise") { name, link, subnets, ranges, gateways, mtu, masquerade, isolated, vxlan, peers };
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
                Masquerade = parsed.GetValue(masquerade),
                Isolated = parsed.GetValue(isolated),
                Spanning = parsed.GetValue(vxlan) is { } spanning ? Spanning(spanning, parsed.GetValue(peers) ?? []) : null,
            }, cancellationToken);
            Console.WriteLine(parsed.GetValue(name));
            return 0;
        });
        return command;
    }

    private static VxlanSpec Spanning(string text, string[] peers) => text.Split(',') is [var id, var local] && int.TryParse(id, System.Globalization.NumberStyles.None, null, out var number)
        ? new(number, NetworkText.Gateway(local)) { Peers = [.. peers.Select(NetworkText.Gateway)] } : throw new InvalidSpecException("--vxlan", text, "the network's number and this host's address, as in 42,192.0.2.1");

    private static IPNetwork Subnet(string option, string text) =>
        IPNetwork.TryParse(text, out var subnet) ? subnet : throw new InvalidSpecException(option, text, "a network with its prefix length and no host bits, such as 10.9.0.0/24");
}
