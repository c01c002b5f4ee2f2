using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class ImageRemoveCommand
{
    public static Command Build(HostChoice host)
    {
        var names = new Argument<string[]>("name") { Description = "The images", Arity = ArgumentArity.OneOrMore };
        var keep = new Option<bool>("--keep-data") { Description = "Only take the name away; the data goes with the next containment image gc" };
        var command = new Command("remove", "Removes images, and what nobody else needs of them") { names, keep };
        command.Aliases.Add("rm");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            foreach (var name in parsed.GetValue(names)!)
            {
                await opened.RemoveImageAsync(name, cancellationToken);
                Console.WriteLine(name);
            }
            if (!parsed.GetValue(keep)) CollectedLine.Write(await opened.CollectImagesAsync(cancellationToken: cancellationToken));
            return 0;
        });
        return command;
    }
}
