using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class ImageListCommand
{
    public static Command Build(HostChoice host)
    {
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Only names" };
        var command = new Command("list", "Lists the images of this host") { quiet };
        command.Aliases.Add("ls");
        command.SetAction(async (parsed, _) =>
        {
            await using var opened = host.Open(parsed);
            if (parsed.GetValue(quiet)) foreach (var image in opened.ListImages()) Console.WriteLine(image.Name);
            else ImageTable.Write(opened.ListImages());
            return 0;
        });
        return command;
    }
}
