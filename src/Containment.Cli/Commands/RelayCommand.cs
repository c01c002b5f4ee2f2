using System.CommandLine;
using System.Net;
using Containment.Cli.Options;
using Containment.Migration;

namespace Containment.Cli.Commands;

/// <summary>Joins hosts that can't reach each other.</summary>
internal static class RelayCommand
{
    public static Command Build(HostChoice host)
    {
        var address = new Option<string>("--address") { Description = "The address to listen on", DefaultValueFactory = _ => "::" };
        var port = new Option<int>("--port") { Description = "The TCP port", DefaultValueFactory = _ => MigrationTarget.DefaultPort };
        var command = new Command("relay", "Joins trusted hosts that can't reach each other, until interrupted; it can't read what they send") { address, port };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!IPAddress.TryParse(parsed.GetValue(address), out var where)) throw new InvalidSpecException("--address", parsed.GetValue(address), "an IP address");
            await using var opened = host.Open(parsed);
            await using var relay = await opened.RelayAsync(new MigrationRelayOptions { Address = where, Port = parsed.GetValue(port) }, cancellationToken);
            Console.WriteLine($"hosts meet on {relay.EndPoint}");
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        });
        return command;
    }
}
