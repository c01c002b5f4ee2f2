using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class ImageCollectCommand
{
    public static Command Build(HostChoice host)
    {
        var packages = new Option<string>("--keep-packages") { Description = "How long packages are kept that no build of an image has installed: 12h, 30d, 8w", HelpName = "time", DefaultValueFactory = _ => "30d" };
        var command = new Command("gc", "Removes what no image with a name and no container needs, and packages that builds have not used for long") { packages };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            CollectedLine.Write(await opened.CollectImagesAsync(new() { KeepPackages = SpanText.Parse("--keep-packages", parsed.GetValue(packages)!) }, cancellationToken));
            return 0;
        });
        return command;
    }
}
