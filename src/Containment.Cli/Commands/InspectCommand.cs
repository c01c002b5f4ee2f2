using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class InspectCommand
{
    public static Command Build(HostChoice host) =>
        OnContainer.One(host, new Command("inspect", "Shows all that is known of a container, as JSON"), async (container, _, cancellationToken) =>
        {
            Console.WriteLine(await ContainerJson.WriteAsync(container, cancellationToken));
            return 0;
        });
}
