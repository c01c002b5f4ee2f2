using System.CommandLine;
using Containment.Cli.Options;
using Containment.Containers;

namespace Containment.Cli.Commands;

internal static class StopCommand
{
    public static Command Build(HostChoice host)
    {
        var grace = new Option<double>("--time") { Description = "How long they have before they are killed", HelpName = "seconds", DefaultValueFactory = _ => 10 };
        var signal = new Option<string?>("--signal") { Description = "What to ask with; otherwise the container's own stop signal, SIGTERM, or SIGRTMIN+3 of a system container", HelpName = "signal" };
        return OnContainer.Each(host, "stop", "Asks containers to end, and kills what is left after a while",
            (container, parsed, cancellationToken) => container.StopAsync(new StopOptions { Signal = parsed.GetValue(signal) is { } name ? Signal.Parse(name) : null, GracePeriod = Grace(parsed.GetValue(grace)) }, cancellationToken), grace, signal);
    }

    private static TimeSpan Grace(double seconds) =>
        seconds is >= 0 and <= 86400 ? TimeSpan.FromSeconds(seconds) : throw new InvalidSpecException("--time", seconds, "0 to 86400 seconds");
}
