using Containment.Scheduling;

namespace Containment.Daemon.Api;

/// <summary>One look of the governor.</summary>
internal sealed record GovernorView(bool Governs, DateTimeOffset? At, bool Short, long MemoryBytes, long NeededBytes, long FreeBytes, IReadOnlyList<GovernedView> Containers, IReadOnlyList<string> Actions)
{
    public static GovernorView Of(GovernorReport? report) => report is null
        ? new(false, null, false, 0, 0, 0, [], [])
        : new(true, report.At, report.Decision.Short, report.Readings.Machine.MemoryBytes, report.Readings.Machine.NeededBytes, report.Readings.Machine.FreeBytes,
            [.. report.Readings.Containers.Select(one => new GovernedView(one.Id.Value, one.Service.ToString(), one.MemoryBytes, one.CacheBytes, one.MemoryLimit, one.Held))],
            [.. report.Decision.Actions.Select(action => action.ToString())]);
}

/// <summary>A container, as the governor sees it.</summary>
internal sealed record GovernedView(string Id, string Class, long MemoryBytes, long CacheBytes, long? MemoryLimit, bool Held);

/// <summary>A class of service, written as on the command line.</summary>
internal sealed record ClassView(string Class);
