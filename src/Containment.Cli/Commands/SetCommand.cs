using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;
using Containment.Resources;

namespace Containment.Cli.Commands;

internal static class SetCommand
{
    public static Command Build(HostChoice host)
    {
        var limits = new LimitOptions();
        var command = new Command("set", "Changes what a container may use, while it runs; shows what the kernel took");
        limits.AddTo(command);
        var deadline = new Option<double>("--memory-deadline") { Description = "Seconds to try for to take memory back when --memory is below what is in use", HelpName = "seconds", DefaultValueFactory = _ => new SetOptions().MemoryDeadline.TotalSeconds };
        command.Options.Add(deadline);
        var disk = new Option<string?>("--disk") { Description = "The most that its own files may take on disk, for one that was made with such a limit, as in 4G", HelpName = "size" };
        command.Options.Add(disk);
        return OnContainer.One(host, command, async (container, parsed, cancellationToken) =>
        {
            using var progress = new LoweringLine();
            var seconds = parsed.GetValue(deadline);
            if (seconds is not (>= 0 and <= 3600)) throw new InvalidSpecException("--memory-deadline", $"{seconds}", "0 to 3600");
            if (parsed.GetValue(disk) is { } size) await container.SetDiskAsync(DiskText.Size(size), cancellationToken);
            var result = await container.SetAsync(limits.Read(parsed), new SetOptions { MemoryDeadline = TimeSpan.FromSeconds(seconds), Progress = progress }, cancellationToken);
            progress.Dispose();
            Console.WriteLine(LimitText.Of(result.Limits));
            if (result.Memory is not { Complete: false } lowering) return 0;
            Console.Error.WriteLine($"containment: memory could only be lowered to {lowering.Reached}, not to {lowering.Wanted}: {lowering.UsedAfter} bytes are in use");
            return ExitCodes.Failed;
        });
    }
}
