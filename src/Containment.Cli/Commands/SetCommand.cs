using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class SetCommand
{
    public static Command Build(HostChoice host)
    {
        var limits = new LimitOptions();
        var command = new Command("set", "Changes what a container may use, while it runs; shows what the kernel took");
        limits.AddTo(command);
        var service = new ClassOption();
        command.Options.Add(service.Option);
        return OnContainer.One(host, command, async (container, parsed, cancellationToken) =>
        {
            if (service.Read(parsed) is { } given) await container.SetServiceAsync(given, cancellationToken);
            var result = await container.SetAsync(limits.Read(parsed), cancellationToken);
            Console.WriteLine(LimitText.Of(result.Limits));
            if (result.Memory is not { Complete: false } lowering) return 0;
            Console.Error.WriteLine($"containment: memory could only be lowered to {lowering.Reached}, not to {lowering.Wanted}: {lowering.UsedAfter} bytes are in use");
            return ExitCodes.Failed;
        });
    }
}
