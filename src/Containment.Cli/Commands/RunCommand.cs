using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Terminal;
using Containment.Containers;

namespace Containment.Cli.Commands;

internal static class RunCommand
{
    public static Command Build(HostChoice host)
    {
        var spec = new SpecOptions();
        var detach = new Option<bool>("--detach", "-d") { Description = "Leave it running and return at once" };
        var remove = new Option<bool>("--rm") { Description = "Remove it when it has ended" };
        var command = new Command("run", "Makes a container and starts it; passes its output and its exit code on") { detach, remove };
        spec.AddTo(command);
        var keys = new DetachKeysOption();
        command.Options.Add(keys.Option);
        command.Options.Add(new Option<bool>("--interactive", "-i") { Description = "Give it this program's input; always done" });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            var described = await spec.ReadAsync(parsed, opened, cancellationToken);
            var container = await opened.CreateAsync(described, cancellationToken);
            if (parsed.GetValue(detach))
            {
                await StartAsync(container, cancellationToken);
                Console.WriteLine(container.Id);
                return 0;
            }
            var code = await Foreground.FollowAsync(container, () => StartAsync(container, cancellationToken), keys.Read(parsed));
            if (parsed.GetValue(remove) && (await container.GetStatusAsync(CancellationToken.None)).Exit is not null) await container.DeleteAsync(CancellationToken.None);
            return code;
        });
        return command;
    }

    /// <summary>A container that can't start is not left behind: the next try may have the name.</summary>
    private static async Task StartAsync(Container container, CancellationToken cancellationToken)
    {
        try
        {
            await container.StartAsync(cancellationToken);
        }
        catch
        {
            await container.DeleteAsync(CancellationToken.None);
            throw;
        }
    }
}
