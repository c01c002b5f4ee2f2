using Containment.Scheduling.Sharing;

namespace Containment.Scheduling;

/// <summary>
/// The governor's usual policy. As long as there is enough, everybody has what it wants. When free memory gets scarce, caches are taken
/// back, little by little, from containers that don't wait for memory. When memory gets short, growth is rationed: some containers may grow
/// to their limits, as many as there is memory for, and the others wait, so that nobody has to be killed. Guarantees are met first.
/// </summary>
/// <param name="settings">How it goes about it.</param>
public sealed class SharingPolicy(GovernorSettings? settings = null) : IGovernorPolicy
{
    private static readonly TimeSpan Foresight = TimeSpan.FromMilliseconds(250);
    private readonly GovernorSettings _settings = settings ?? new();

    /// <inheritdoc/>
    public GovernorState Begin() => SharingState.Empty;

    /// <inheritdoc/>
    public GovernorDecision Decide(GovernorState state, GovernorReadings readings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(readings);
        var before = state as SharingState ?? throw new ArgumentException("the state of another policy", nameof(state));
        var (machine, memory) = (readings.Machine, new MemoryLedger(_settings, readings));
        // What is being taken just now is gone before anything takes effect.
        var soon = before.At is { } at && now > at ? (long)(Math.Max(0, machine.NeededBytes - before.Needed) / (now - at).TotalSeconds * Foresight.TotalSeconds) : 0;
        var isShort = before.Short ? memory.Headroom < 2 * memory.Reserve : memory.Headroom - soon < memory.Reserve;
        var standings = readings.Containers.Select(reading => Standing.Of(before.Find(reading.Id), reading, now)).ToArray();
        List<GovernorAction> actions = [];
        if (isShort) Rationing.Decide(_settings, memory, standings, now, actions);
        else Rationing.End(standings, now, actions);
        if (isShort || _settings.AlwaysReclaim || machine.FreeBytes < memory.Reserve) Trimming.Decide(_settings, memory, standings, now, actions);
        CpuSharing.Decide(machine.Cores, standings, now, actions);
        return new(SharingState.Of(isShort, machine.NeededBytes, now, standings), actions, Next(machine, memory), isShort);
    }

    // Long before what is left could be used up.
    private TimeSpan Next(MachineReading machine, MemoryLedger memory)
    {
        var seconds = Math.Max(0, memory.Headroom) / (4.0 * _settings.GrowthPerCore * Math.Max(1, machine.Cores));
        return TimeSpan.FromSeconds(Math.Clamp(seconds, _settings.ShortPeriod.TotalSeconds, Math.Max(_settings.ShortPeriod.TotalSeconds, _settings.Period.TotalSeconds)));
    }
}
