using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class ImagePushCommand
{
    public static Command Build(HostChoice host)
    {
        var name = new Argument<string>("name") { Description = "The image" };
        var destination = new Argument<string>("destination") { Description = "A name at a registry, or oci:DIRECTORY[:NAME], oci-archive:FILE, docker-archive:FILE, dir:DIRECTORY" };
        var registry = new RegistryOptions();
        var command = new Command("push", "Sends an image to a registry, or writes it to a file or directory") { name, destination };
        command.Aliases.Add("export");
        registry.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            using (var line = new ImageLine())
                await opened.PushImageAsync(parsed.GetValue(name)!, parsed.GetValue(destination)!, new() { Access = registry.Read(parsed), Progress = line }, cancellationToken);
            Console.WriteLine(parsed.GetValue(destination));
            return 0;
        });
        return command;
    }
}
