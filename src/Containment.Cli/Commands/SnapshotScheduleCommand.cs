using System.CommandLine;
using Containment.Cli.Options;
using Containment.Histories;

namespace Containment.Cli.Commands;

internal static class SnapshotScheduleCommand
{
    public static Command Build(HostChoice host)
    {
        var every = new Option<string?>("--every") { Description = "How long after the last one the next is taken: 30m, 1h, 1d", HelpName = "span" };
        var last = Count("--keep", "How many of the newest are kept; 24 where no rule is given");
        var hourly = Count("--hourly", "Keep the newest of so many hours");
        var daily = Count("--daily", "Keep the newest of so many days");
        var weekly = Count("--weekly", "Keep the newest of so many weeks");
        var memory = new Option<bool>("--memory") { Description = "Save processes too where it runs" };
        var off = new Option<bool>("--off") { Description = "No schedule any more; its snapshots stay" };
        return OnContainer.One(host, new("schedule", "Has snapshots taken and let expire by the daemon; without options shows the schedule") { every, last, hourly, daily, weekly, memory, off }, async (container, parsed, cancellationToken) =>
        {
            if (parsed.GetValue(off)) await container.SetSnapshotScheduleAsync(null, cancellationToken);
            else if (parsed.GetValue(every) is { } span)
            {
                var (hours, days, weeks) = (parsed.GetValue(hourly) ?? 0, parsed.GetValue(daily) ?? 0, parsed.GetValue(weekly) ?? 0);
                var keep = new SnapshotRetention { Last = parsed.GetValue(last) ?? (hours + days + weeks == 0 ? 24 : 0), Hourly = hours, Daily = days, Weekly = weeks };
                await container.SetSnapshotScheduleAsync(new() { Every = SpanText.Parse("--every", span), Keep = keep, Memory = parsed.GetValue(memory) }, cancellationToken);
            }
            Console.WriteLine(await container.GetSnapshotScheduleAsync(cancellationToken) is { } now ? Text(now) : "no schedule");
            return 0;
        });
    }

    private static Option<int?> Count(string name, string description) => new(name) { Description = description, HelpName = "count" };

    private static string Text(SnapshotSchedule schedule) =>
        $"every {schedule.Every}  keep {schedule.Keep.Last}  hourly {schedule.Keep.Hourly}  daily {schedule.Keep.Daily}  weekly {schedule.Keep.Weekly}{(schedule.Memory ? "  with memory" : "")}";
}
