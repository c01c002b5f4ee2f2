using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

internal static class CreateCommand
{
    public static Command Build(HostChoice host)
    {
        var spec = new SpecOptions();
        var command = new Command("create", "Makes a container, ready to start");
        spec.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            var described = await spec.ReadAsync(parsed, opened, cancellationToken);
            Console.WriteLine((await opened.CreateAsync(described, cancellationToken)).Id);
            return 0;
        });
        return command;
    }
}
