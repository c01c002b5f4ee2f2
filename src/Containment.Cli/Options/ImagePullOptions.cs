using System.CommandLine;
using Containment.Cli.Output;
using Containment.Images;

namespace Containment.Cli.Options;

/// <summary>Whether the image of a new container is pulled first, and how. A registry that the name does not say is never guessed.</summary>
internal sealed class ImagePullOptions
{
    private const string Missing = "missing", Always = "always", Never = "never";
    private readonly Option<string> _when = new("--pull") { Description = "When its image comes from the registry that its name says: missing, always or never", HelpName = "when", DefaultValueFactory = _ => Missing };
    private readonly RegistryOptions _registry = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_when);
        _registry.AddTo(command);
    }

    /// <summary>Has the image here, or leaves it to others to say that it is not.</summary>
    public async Task ProvideAsync(ParseResult parsed, RootSource root, ContainerHost host, CancellationToken cancellationToken)
    {
        var when = parsed.GetValue(_when)!;
        if (when is not (Missing or Always or Never)) throw new InvalidSpecException("--pull", when, "missing, always or never");
        if (root is not RootSource.Image image || !image.NamesRegistry())
        {
            if (when == Always) throw new InvalidSpecException("--pull", when, "a --root that names an image with its registry, such as docker.io/library/debian:12");
            return;
        }
        if (when == Never || when == Missing && host.FindImage(image.Name) is not null) return;
        using var line = new ImageLine();
        await host.PullImageAsync(image.Name, new() { OnlyMissing = when == Missing, Access = _registry.Read(parsed), Progress = line }, cancellationToken);
    }
}
