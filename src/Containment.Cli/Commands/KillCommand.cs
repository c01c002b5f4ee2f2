using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

internal static class KillCommand
{
    public static Command Build(HostChoice host)
    {
        var signal = Parsed.Option<Signal>("--signal", "Send this to the first process only, instead of killing all", "name");
        return OnContainer.Each(host, "kill", "Kills all processes of containers, or sends a signal",
            (container, parsed, cancellationToken) => parsed.GetValue(signal) is { } chosen ? container.SignalAsync(chosen, cancellationToken) : container.KillAsync(cancellationToken), signal);
    }
}
