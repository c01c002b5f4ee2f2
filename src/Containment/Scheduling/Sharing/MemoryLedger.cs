namespace Containment.Scheduling.Sharing;

/// <summary>What memory there is, and for whom.</summary>
internal sealed class MemoryLedger
{
    public MemoryLedger(GovernorSettings settings, GovernorReadings readings)
    {
        var machine = readings.Machine;
        Bytes = machine.MemoryBytes;
        Reserve = (long)(settings.Reserve * machine.MemoryBytes);
        Growth = (long)(settings.GrowthPerCore * machine.Cores * settings.ShortPeriod.TotalSeconds);
        Weights = Math.Max(1, readings.Containers.Sum(reading => (long)reading.Service.MemoryWeight));
        var unmet = readings.Containers.Sum(reading => Math.Max(0, Math.Min(reading.Service.MemoryGuarantee.Bytes ?? 0, Limit(reading)) - reading.Needed));
        Headroom = machine.MemoryBytes - Reserve - machine.NeededBytes - unmet;
    }

    public long Bytes { get; }

    public long Reserve { get; }

    /// <summary>What all together can take until the next look.</summary>
    public long Growth { get; }

    /// <summary>What can still be given away: without the reserve, and without what others are promised and have not taken.</summary>
    public long Headroom { get; }

    /// <summary>What a container can come to need beyond what it has, or is promised. Of one without a limit of its own nobody knows; it is expected to double.</summary>
    public long Need(Standing standing)
    {
        var has = Math.Max(standing.Reading.Needed, standing.Guarantee);
        var most = Math.Max(0, Limit(standing.Reading) - has);
        return standing.Reading.MemoryLimit < Bytes ? most : Math.Min(most, Math.Max(has, Reserve / 2));
    }

    private long Weights { get; }

    /// <summary>The most that a container can have.</summary>
    public long Limit(ContainerReading reading) => Math.Min(reading.MemoryLimit ?? long.MaxValue, Bytes);

    /// <summary>What it would have if all memory were given out by weight.</summary>
    public long FairShare(ContainerReading reading) => (long)((Bytes - Reserve) * (double)reading.Service.MemoryWeight / Weights);
}
