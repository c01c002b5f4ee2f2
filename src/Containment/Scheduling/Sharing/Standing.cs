namespace Containment.Scheduling.Sharing;

/// <summary>A container in the course of one decision: what is seen, what follows from what was seen before, and the note for the next.</summary>
internal sealed class Standing
{
    /// <summary>How long after it grew it is expected to go on growing: where many compete for CPUs, each has its turn only now and then.</summary>
    private static readonly TimeSpan Momentum = TimeSpan.FromSeconds(2);

    // Of one that may grow: it is still at it.
    private const double Stalls = 0.05;

    private static readonly TimeSpan Respect = TimeSpan.FromSeconds(5);

    private const long Noise = 256 << 10;

    private Standing(ContainerReading reading, StandingNote note) => (Reading, Note) = (reading, note);

    public ContainerReading Reading { get; }

    public StandingNote Note { get; set; }

    /// <summary>The share of time since the last look in which it waited for memory.</summary>
    public double Stall { get; private init; }

    /// <summary>Cores that it used since the last look.</summary>
    public double Cores { get; private init; }

    /// <summary>The share of time since the last look in which it waited for a CPU.</summary>
    public double CpuStall { get; private init; }

    /// <summary>Whether it wants more memory now.</summary>
    public bool Grows { get; private init; }

    /// <summary>What it can't be refused.</summary>
    public long Guarantee => Math.Min(Reading.Service.MemoryGuarantee.Bytes ?? 0, Reading.MemoryLimit ?? long.MaxValue);

    public static Standing Of(StandingNote? before, ContainerReading reading, DateTimeOffset now)
    {
        if (before is null) return new(reading, new(reading, now));
        var elapsed = (now - before.At).TotalSeconds;
        var stall = Share(reading.MemoryStalled - before.Reading.MemoryStalled, elapsed);
        var grown = reading.Needed - before.Reading.Needed > Math.Max(Noise, before.Reading.Needed / 100);
        // Who stands at what it is allowed may want more.
        var waits = before.Allowed is { } allowed && reading.MemoryBytes >= allowed - (allowed / 32);
        waits |= before.GrantedSince is not null && stall > Stalls;
        var grew = grown || waits ? now : before.GrewAt;
        var note = before with { Reading = reading, At = now, GrewAt = grew };
        // What it took it has given back. It may begin anew at once, faster than can be seen, and others may have waited for it.
        var gaveBack = reading.Needed < before.Reading.Needed * 3 / 4;
        if (gaveBack) note = note with { GrewAt = DateTimeOffset.MinValue, GrantedSince = null };
        if (before.Held && !reading.Held) note = note with { Held = false, WaitsSince = null, LeftAloneUntil = now + Respect };
        return new(reading, note)
        {
            Stall = stall,
            CpuStall = Share(reading.CpuStalled - before.Reading.CpuStalled, elapsed),
            Cores = elapsed > 0 ? Math.Max(0, (reading.CpuTime - before.Reading.CpuTime).TotalSeconds / elapsed) : 0,
            Grows = note.Held || gaveBack || now - note.GrewAt < Momentum,
        };
    }

    private static double Share(TimeSpan waited, double elapsed) => elapsed > 0 ? Math.Clamp(waited.TotalSeconds / elapsed, 0, 1) : 0;
}
