using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

/// <summary>Networks of this host, and who is on them.</summary>
internal static class NetworkCommand
{
    public static Command Build(HostChoice host) => new("network", "Networks of this host that give containers addresses, and interfaces of containers")
    {
        NetworkCreateCommand.Build(host), List(host), Attach(host), Detach(host), Peers(host), Delete(host),
    };

    private static Command List(HostChoice host)
    {
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Only names" };
        var json = new Option<bool>("--json") { Description = "As JSON, one a line" };
        var command = new Command("list", "Lists them, with the addresses that containers have") { quiet, json };
        command.Aliases.Add("ls");
        command.SetAction(async (parsed, _) =>
        {
            await using var opened = host.Open(parsed);
            var all = opened.ListNetworks();
            if (parsed.GetValue(quiet)) foreach (var network in all) Console.WriteLine(network.Definition.Name);
            else if (parsed.GetValue(json)) foreach (var network in all) Console.WriteLine(NetworkOutput.Json(network));
            else NetworkOutput.Write(all);
            return 0;
        });
        return command;
    }

    private static Command Attach(HostChoice host)
    {
        var network = new Argument<string>("network") { Description = "The interface, as with --network" };
        return OnContainer.One(host, new("attach", "Gives a container an interface, while it runs or stands") { network }, async (container, parsed, cancellationToken) =>
        {
            var made = await container.AttachNetworkAsync(NetworkText.Parse(parsed.GetValue(network)!), cancellationToken);
            Console.WriteLine(string.Join(' ', (IEnumerable<string>)[made.Name, .. made.Addresses.Select(address => $"{address}")]));
            return 0;
        });
    }

    private static Command Detach(HostChoice host)
    {
        var name = new Argument<string>("interface") { Description = "The interface's name inside, as in eth1" };
        return OnContainer.One(host, new("detach", "Takes an interface from a container, while it runs or stands") { name }, async (container, parsed, cancellationToken) =>
        {
            await container.DetachNetworkAsync(parsed.GetValue(name)!, cancellationToken);
            Console.WriteLine(parsed.GetValue(name));
            return 0;
        });
    }

    private static Command Peers(HostChoice host)
    {
        var name = new Argument<string>("network") { Description = "The network" };
        var peers = new Argument<string[]>("peer") { Description = "The other hosts' addresses, all of them", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("peers", "Says who the other hosts of a network that spans hosts are now") { name, peers };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            await opened.SetNetworkPeersAsync(parsed.GetValue(name)!, [.. (parsed.GetValue(peers) ?? []).Select(NetworkText.Gateway)], cancellationToken);
            Console.WriteLine(parsed.GetValue(name));
            return 0;
        });
        return command;
    }

    private static Command Delete(HostChoice host)
    {
        var names = new Argument<string[]>("network") { Description = "The network", Arity = ArgumentArity.OneOrMore };
        var command = new Command("delete", "Removes networks that no container is on, with bridges of their own") { names };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            foreach (var name in parsed.GetValue(names)!)
            {
                await opened.DeleteNetworkAsync(name, cancellationToken);
                Console.WriteLine(name);
            }
            return 0;
        });
        return command;
    }
}
