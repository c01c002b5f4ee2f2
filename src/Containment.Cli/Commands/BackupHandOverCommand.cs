using System.CommandLine;
using Containment.Backups;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class BackupHandOverCommand
{
    public static Command Build(HostChoice host)
    {
        var place = new RepositoryOptions();
        var command = OnContainer.Each(host, "hand-over", "Ends containers here and gives them to the host that restores them first; memory goes along", async (container, parsed, cancellationToken) =>
        {
            BackupReport report;
            using (var line = new BackupLine("handing over")) report = await container.HandOverAsync(place.Read(parsed), line, cancellationToken);
            Console.WriteLine(BackupLine.Of(report.Backup));
        });
        place.AddTo(command);
        return command;
    }
}
