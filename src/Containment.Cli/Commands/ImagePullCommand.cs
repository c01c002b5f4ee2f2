using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;
using Containment.Images;

namespace Containment.Cli.Commands;

internal static class ImagePullCommand
{
    public static Command Build(HostChoice host)
    {
        var source = new Argument<string>("source") { Description = "A name such as debian:12, or docker-archive:FILE, oci:DIRECTORY, oci-archive:FILE, dir:DIRECTORY" };
        var name = new Option<string?>("--name") { Description = "What it is called here; its own name where not given", HelpName = "name" };
        var registry = new RegistryOptions();
        var command = new Command("pull", "Takes an image from a registry, an archive or a directory, and keeps it") { source, name };
        registry.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            StoredImage image;
            using (var line = new ImageLine())
                image = await opened.PullImageAsync(parsed.GetValue(source)!, new() { Name = parsed.GetValue(name), Access = registry.Read(parsed), Progress = line }, cancellationToken);
            Console.WriteLine($"{image.Name}  {image.Digest}");
            return 0;
        });
        return command;
    }
}
