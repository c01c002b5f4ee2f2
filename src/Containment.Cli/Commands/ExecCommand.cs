using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Terminal;

namespace Containment.Cli.Commands;

internal static class ExecCommand
{
    public static Command Build(HostChoice host)
    {
        var process = new ProcessOptions();
        var command = new Command("exec", "Runs one more process in a container; passes its output and its exit code on");
        process.AddTo(command);
        var keys = new DetachKeysOption();
        var interactive = new Option<bool>("--interactive", "-i") { Description = "Give it this program's input; on unless --interactive=false", DefaultValueFactory = _ => true };
        command.Options.Add(interactive);
        command.Options.Add(keys.Option);
        return OnContainer.One(host, command, (container, parsed, cancellationToken) => Foreground.ExecAsync(container, process.Read(parsed), parsed.GetValue(interactive), keys.Read(parsed), cancellationToken));
    }
}
