using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class ListCommand
{
    public static Command Build(HostChoice host)
    {
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Only names" };
        var command = new Command("ps", "Lists the containers of this host") { quiet };
        command.Aliases.Add("list");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            var containers = await opened.ListAsync(cancellationToken);
            if (!parsed.GetValue(quiet)) await ContainerTable.WriteAsync(containers, cancellationToken);
            else foreach (var container in containers) Console.WriteLine(container.Id);
            return 0;
        });
        return command;
    }
}
