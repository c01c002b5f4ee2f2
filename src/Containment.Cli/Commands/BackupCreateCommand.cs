using System.CommandLine;
using System.Globalization;
using Containment.Backups;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class BackupCreateCommand
{
    public static Command Build(HostChoice host)
    {
        var memory = new Option<bool>("--memory") { Description = "The processes' memory too, so that it can go on from here" };
        var room = new Option<bool>("--no-copy") { Description = "Keep no copy beside the container: the next backup takes longer, and a file whose size and time are the same is not read" };
        var place = new RepositoryOptions();
        var command = OnContainer.Each(host, "create", "Takes a backup of containers; they stand still for a moment only", async (container, parsed, cancellationToken) =>
        {
            BackupReport report;
            using (var line = new BackupLine("backing up"))
                report = await container.BackUpAsync(place.Read(parsed), new() { Memory = parsed.GetValue(memory), KeepCopy = !parsed.GetValue(room), Progress = line }, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{BackupLine.Of(report.Backup)}  {Sizes.Of(report.Bytes)}, {Sizes.Of(report.BytesAdded)} new, {report.FilesRead} files read, stood still {report.Freeze.TotalMilliseconds:0.0} ms, {report.Duration.TotalSeconds:0.0} s"));
        }, memory, room);
        place.AddTo(command);
        return command;
    }
}
