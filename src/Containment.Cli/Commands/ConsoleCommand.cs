using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Terminal;
using Containment.Containers;

namespace Containment.Cli.Commands;

internal static class ConsoleCommand
{
    public static Command Build(HostChoice host)
    {
        var keys = new DetachKeysOption();
        var watch = new Option<bool>("--no-input") { Description = "Only watch: give it nothing that is typed" };
        var all = new Option<bool>("--all", "-a") { Description = "Show first what it has written before" };
        var command = new Command("console", "Connects this terminal with a container's first process until it ends or the detach keys are typed") { watch, all, keys.Option };
        return OnContainer.One(host, command, (container, parsed, cancellationToken) =>
            Foreground.ConnectAsync(container, new AttachOptions { FromBeginning = parsed.GetValue(all) }, parsed.GetValue(watch) ? null : keys.Read(parsed), cancellationToken));
    }
}
