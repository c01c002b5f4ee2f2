using Containment.Resources;

namespace Containment.Containers.Guests;

/// <summary>All of a container that its view is made from.</summary>
internal sealed record GuestFacts
{
    public required ResourceLimits Limits { get; init; }
    public required ResourceUsage Usage { get; init; }
    public required MemoryParts Memory { get; init; }

    /// <summary>The processors that the machine has online.</summary>
    public required CpuSet Online { get; init; }

    /// <summary>Since it was started, but for times in which it was saved.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>Of the machine.</summary>
    public required TimeSpan MachineUptime { get; init; }

    public LoadAverages Load { get; init; } = LoadAverages.AtStart;

    /// <summary>
    /// The processors that it sees: as many as its limits let it use at once, by the numbers that they have on the machine, because
    /// those are what its threads can be bound to.
    /// </summary>
    public IReadOnlyList<int> Processors
    {
        get
        {
            var allowed = Limits.CpuSet is { } set ? Online.Numbers.Intersect(set.Numbers).ToList() : Online.Numbers;
            if (allowed.Count == 0) allowed = Online.Numbers;
            return Limits.Cpu?.Cores is { } cores && Math.Ceiling(cores) < allowed.Count ? [.. allowed.Take((int)Math.Ceiling(cores))] : allowed;
        }
    }
}
