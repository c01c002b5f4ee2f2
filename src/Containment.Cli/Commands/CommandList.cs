using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

/// <summary>All commands, in the order of a container's life.</summary>
internal static class CommandList
{
    public static IEnumerable<Command> All(HostChoice host) =>
    [
        RunCommand.Build(host), CreateCommand.Build(host), StartCommand.Build(host), ListCommand.Build(host), ExecCommand.Build(host), ConsoleCommand.Build(host),
        LogsCommand.Build(host), SetCommand.Build(host), PauseCommand.Build(host), ResumeCommand.Build(host), StopCommand.Build(host),
        KillCommand.Build(host), RemoveCommand.Build(host), CheckpointCommand.Build(host), RestoreCommand.Build(host), SnapshotCommand.Build(host), CloneCommand.Build(host), BackupCommand.Build(host),
        MigrateCommand.Build(host), InspectCommand.Build(host), EventsCommand.Build(host), TopCommand.Build(host), ImageCommand.Build(host), VolumeCommand.Build(host), NetworkCommand.Build(host), MountCommand.Build(host), DeviceCommand.Build(host), HostCommand.Build(host), RelayCommand.Build(host), MigrationCommand.Build(host),
    ];
}
