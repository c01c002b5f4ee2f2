using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class ImageCollectCommand
{
    public static Command Build(HostChoice host)
    {
        var command = new Command("gc", "Removes what no image with a name and no container needs");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            CollectedLine.Write(await opened.CollectImagesAsync(cancellationToken));
            return 0;
        });
        return command;
    }
}
