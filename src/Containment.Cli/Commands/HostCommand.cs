using System.CommandLine;
using System.Net;
using Containment.Cli.Options;
using Containment.Migration;

namespace Containment.Cli.Commands;

/// <summary>Who this host is to others: its identity, whom it trusts, and receiving containers.</summary>
internal static class HostCommand
{
    public static Command Build(HostChoice host) => new("host", "This host's identity, the hosts it trusts, and receiving containers")
    {
        Init(host), Trust(host), TrustRelay(host), Peers(host), Listen(host), Recover(host),
    };

    private static Command Init(HostChoice host) => Do(host, new Command("init", "Makes this host's key and shows its fingerprint"), async (opened, _, cancellationToken) =>
        Console.WriteLine((await HostIdentity.CreateAsync(opened, cancellationToken)).Fingerprint));

    private static Command Trust(HostChoice host)
    {
        var name = new Argument<string>("peer") { Description = "What to call the other host" };
        var fingerprint = new Argument<string>("fingerprint") { Description = "What host init shows over there" };
        return Do(host, new Command("trust", "Trusts another host") { name, fingerprint }, async (opened, parsed, cancellationToken) =>
            await (await HostIdentity.CreateAsync(opened, cancellationToken)).TrustAsync(parsed.GetValue(name)!, parsed.GetValue(fingerprint)!, cancellationToken));
    }

    private static Command TrustRelay(HostChoice host)
    {
        var name = new Argument<string>("relay") { Description = "What to call the relay" };
        var fingerprint = new Argument<string>("fingerprint") { Description = "What host init shows over there" };
        return Do(host, new Command("trust-relay", "Trusts a relay to carry moves that it can't read") { name, fingerprint }, async (opened, parsed, cancellationToken) =>
            await (await HostIdentity.CreateAsync(opened, cancellationToken)).TrustRelayAsync(parsed.GetValue(name)!, parsed.GetValue(fingerprint)!, cancellationToken));
    }

    private static Command Peers(HostChoice host) => Do(host, new Command("peers", "Lists the hosts that are trusted"), async (opened, _, cancellationToken) =>
    {
        foreach (var peer in await (await HostIdentity.OpenAsync(opened, cancellationToken)).PeersAsync(cancellationToken)) Console.WriteLine($"{peer.Name}  {peer.Fingerprint}");
    });

    private static Command Listen(HostChoice host)
    {
        var address = new Option<string>("--address") { Description = "The address to listen on", DefaultValueFactory = _ => "::" };
        var port = new Option<int>("--port") { Description = "The TCP port", DefaultValueFactory = _ => MigrationTarget.DefaultPort };
        var relay = new Option<string?>("--relay") { Description = "A relay to wait at as well, for hosts that can't reach this one", HelpName = "relay!address[:port]" };
        return Do(host, new Command("listen", "Receives containers from trusted hosts, until interrupted") { address, port, relay }, async (opened, parsed, cancellationToken) =>
        {
            if (!IPAddress.TryParse(parsed.GetValue(address), out var where)) throw new InvalidSpecException("--address", parsed.GetValue(address), "an IP address");
            await using var listener = await opened.ListenAsync(new MigrationListenerOptions { Address = where, Port = parsed.GetValue(port), Relay = parsed.GetValue(relay) is { } waits ? MigrationRelayAddress.Parse(waits) : null }, cancellationToken);
            Console.WriteLine($"containers are received on {listener.EndPoint}");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
    }

    private static Command Recover(HostChoice host) => Do(host, new Command("recover", "Settles moves that were left half done"), async (opened, _, cancellationToken) =>
    {
        foreach (var open in await opened.RecoverMigrationsAsync(null, cancellationToken))
            Console.WriteLine($"{open.Id}  {open.Role}  {open.State}  {open.Peer}{(open.InDoubt ? "  in doubt" : "")}");
    });

    private static Command Do(HostChoice host, Command command, Func<ContainerHost, ParseResult, CancellationToken, Task> act)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            await act(opened, parsed, cancellationToken);
            return 0;
        });
        return command;
    }
}
