using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class BackupListCommand
{
    public static Command Build(HostChoice host)
    {
        var container = Parsed.Option<ContainerId>("--container", "Only those of this container", "name");
        var command = new Command("list", "Lists backups, oldest first") { container };
        command.Aliases.Add("ls");
        return BackupCommand.OnRepository(host, command, async (opened, repository, parsed, cancellationToken) =>
        {
            foreach (var backup in await opened.ListBackupsAsync(repository, parsed.GetValue(container), cancellationToken)) Console.WriteLine(BackupLine.Of(backup));
        });
    }
}
