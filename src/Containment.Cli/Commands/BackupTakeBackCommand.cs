using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

internal static class BackupTakeBackCommand
{
    public static Command Build(HostChoice host)
    {
        var unasked = new Option<bool>("--unasked") { Description = "Without asking the repository: you vouch that no other host has it, and that none will restore it" };
        var place = new RepositoryOptions();
        var command = OnContainer.Each(host, "take-back", "Brings containers back that were handed over and that no other host has taken",
            (container, parsed, cancellationToken) => container.TakeBackAsync(parsed.GetValue(unasked) ? null : place.Read(parsed), cancellationToken), unasked);
        place.AddTo(command);
        return command;
    }
}
