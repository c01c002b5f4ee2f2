using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

internal static class RestoreCommand
{
    public static Command Build(HostChoice host)
    {
        var name = new Option<string?>("--name") { Description = "The checkpoint; the newest where not given", HelpName = "name" };
        var command = new Command("restore", "Makes a container what it was at a checkpoint, files and processes") { name };
        return OnContainer.One(host, command, async (container, parsed, cancellationToken) =>
        {
            await container.RestoreAsync(parsed.GetValue(name), cancellationToken);
            Console.WriteLine(container.Id);
            return 0;
        });
    }
}
