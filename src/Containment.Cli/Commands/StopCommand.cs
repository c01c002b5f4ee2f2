using System.CommandLine;
using Containment.Cli.Options;
using Containment.Containers;

namespace Containment.Cli.Commands;

internal static class StopCommand
{
    public static Command Build(HostChoice host)
    {
        var grace = new Option<double>("--time") { Description = "How long they have before they are killed", HelpName = "seconds", DefaultValueFactory = _ => 10 };
        return OnContainer.Each(host, "stop", "Asks containers to end, and kills what is left after a while",
            (container, parsed, cancellationToken) => container.StopAsync(new StopOptions { GracePeriod = TimeSpan.FromSeconds(parsed.GetValue(grace)) }, cancellationToken), grace);
    }
}
