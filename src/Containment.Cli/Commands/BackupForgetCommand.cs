using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

internal static class BackupForgetCommand
{
    public static Command Build(HostChoice host)
    {
        var container = Parsed.Option<ContainerId>("--container", "Only those of this container", "name");
        Option<int> last = Keep("--keep-last", "the newest"), hourly = Keep("--keep-hourly", "the newest of each hour"), daily = Keep("--keep-daily", "the newest of each day"), weekly = Keep("--keep-weekly", "the newest of each week"), monthly = Keep("--keep-monthly", "the newest of each month");
        var command = new Command("forget", "Removes backups that are not to be kept, of each container by itself") { container, last, hourly, daily, weekly, monthly };
        return BackupCommand.OnRepository(host, command, (opened, repository, parsed, cancellationToken) => opened.ForgetBackupsAsync(repository, new()
        {
            Last = parsed.GetValue(last), Hourly = parsed.GetValue(hourly), Daily = parsed.GetValue(daily), Weekly = parsed.GetValue(weekly), Monthly = parsed.GetValue(monthly),
        }, parsed.GetValue(container), cancellationToken));
    }

    private static Option<int> Keep(string name, string what) => new(name) { Description = $"Keep so many: {what}", HelpName = "number" };
}
