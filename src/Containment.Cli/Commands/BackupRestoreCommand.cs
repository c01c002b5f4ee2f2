using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class BackupRestoreCommand
{
    public static Command Build(HostChoice host)
    {
        var backup = new Argument<string>("backup") { Description = "Which, as it is listed; the first four letters will do" };
        var name = Parsed.Option<ContainerId>("--name", "The container's name; the one that it had where not given", "name");
        var files = new Option<bool>("--files-only") { Description = "Only its files, though the backup has memory" };
        var alone = new Option<bool>("--without-networks") { Description = "Without its interfaces: this host may not have their bridges, or their addresses may be taken" };
        var command = new Command("restore", "Makes a container from a backup; with memory, it goes on where it was") { backup, name, files, alone };
        return BackupCommand.OnRepository(host, command, async (opened, repository, parsed, cancellationToken) =>
        {
            using var line = new BackupLine("restoring");
            var container = await opened.RestoreBackupAsync(repository, parsed.GetValue(backup)!, new()
            {
                Name = parsed.GetValue(name),
                FilesOnly = parsed.GetValue(files),
                Describe = parsed.GetValue(alone) ? spec => spec with { Networks = [] } : null,
                Progress = line,
            }, cancellationToken);
            line.Dispose();
            Console.WriteLine(container.Id);
        });
    }
}
