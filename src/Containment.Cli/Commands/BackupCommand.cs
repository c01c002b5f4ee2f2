using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

/// <summary>All that is done with backups.</summary>
internal static class BackupCommand
{
    public static Command Build(HostChoice host) => new("backup", "Keeps containers in a restic repository, and brings them back")
    {
        Init(host), BackupCreateCommand.Build(host), BackupListCommand.Build(host), BackupRestoreCommand.Build(host), BackupHandOverCommand.Build(host), BackupTakeBackCommand.Build(host), Verify(host), BackupForgetCommand.Build(host),
    };

    private static Command Init(HostChoice host) => OnRepository(host, new Command("init", "Makes a repository; one that is there is left as it is"),
        async (opened, repository, _, cancellationToken) => await opened.InitializeBackupsAsync(repository, cancellationToken));

    private static Command Verify(HostChoice host)
    {
        var all = new Option<bool>("--read-data") { Description = "Read all of it, not only what there is" };
        return OnRepository(host, new Command("verify", "Checks that a repository is whole") { all },
            async (opened, repository, parsed, cancellationToken) => await opened.VerifyBackupsAsync(repository, parsed.GetValue(all), cancellationToken));
    }

    /// <summary>A command about a repository.</summary>
    public static Command OnRepository(HostChoice host, Command command, Func<ContainerHost, Backups.BackupRepository, ParseResult, CancellationToken, Task> act)
    {
        var place = new RepositoryOptions();
        place.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var repository = place.Read(parsed);
            await using var opened = host.Open(parsed);
            await act(opened, repository, parsed, cancellationToken);
            return 0;
        });
        return command;
    }
}
