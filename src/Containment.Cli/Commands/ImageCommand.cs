using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

/// <summary>All that is done with images.</summary>
internal static class ImageCommand
{
    public static Command Build(HostChoice host) => new("image", "Pulls, builds, lists, sends and removes images")
    {
        ImagePullCommand.Build(host), ImageBuildCommand.Build(host), ImageListCommand.Build(host), ImagePushCommand.Build(host), ImageRemoveCommand.Build(host), ImageCollectCommand.Build(host),
    };
}
