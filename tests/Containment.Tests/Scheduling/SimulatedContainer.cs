using Containment.Resources;
using Containment.Scheduling;

namespace Containment.Tests.Scheduling;

/// <summary>One that wants memory by a plan: bursts of work, for each of which it must have all of its memory and some CPU time, or a constant use.</summary>
internal sealed class SimulatedContainer(ContainerId id, long atRest, long burst, TimeSpan work)
{
    private readonly long _idle = atRest;
    private TimeSpan _worked, _stalled, _cpu;

    public ContainerId Id { get; } = id;

    public ServiceClass Service { get; init; } = ServiceClass.Default;

    public long? Limit { get; init; }

    public bool CanBeSlowed { get; init; }

    /// <summary>How many bursts it has yet to do; it begins the next at once.</summary>
    public int Bursts { get; set; }

    public int Finished { get; private set; }

    public long Needed { get; private set; } = atRest;

    public long Cache { get; set; }

    /// <summary>What its cache grows to again when it is taken, a second.</summary>
    public long CacheRate { get; init; }

    public long CacheWanted { get; init; }

    /// <summary>The stall that each byte taken from its cache causes; with it, cache is needed.</summary>
    public double StallPerByte { get; init; }

    public bool Held { get; private set; }

    public long Allowed { get; private set; } = long.MaxValue;

    public int Weight { get; private set; } = 100;

    public bool Works => Bursts > 0 && !Held && (Needed >= burst || Needed + Cache < Allowed);

    public void Step(long most, TimeSpan step, double share)
    {
        Cache = Math.Min(CacheWanted, Cache + (long)(CacheRate * step.TotalSeconds));
        if (Held) return;
        var wanted = Bursts > 0 ? burst : _idle;
        var grown = Math.Clamp(Math.Min(wanted, Math.Max(Needed, Allowed - Cache)) - Needed, 0, most);
        if (wanted > Needed && grown == 0) _stalled += step;
        Needed = wanted < Needed ? wanted : Needed + grown;
        if (Bursts > 0 && Needed >= burst && (_worked += step * share) >= work)
        {
            (_worked, Bursts, Finished) = (TimeSpan.Zero, Bursts - 1, Finished + 1);
            Needed = _idle;
        }
        if (grown > 0 || Bursts > 0) _cpu += step * share;
    }

    public void Take(GovernorAction action)
    {
        switch (action)
        {
            case GovernorAction.Hold: Held = true; break;
            case GovernorAction.LetGo: Held = false; break;
            case GovernorAction.AllowMemory allow: Allowed = allow.Bytes ?? long.MaxValue; break;
            case GovernorAction.GiveCpu cpu: Weight = cpu.Weight; break;
            case GovernorAction.ReclaimMemory reclaim:
                var taken = Math.Min(Cache, reclaim.Bytes);
                Cache -= taken;
                _stalled += TimeSpan.FromSeconds(taken * StallPerByte);
                break;
        }
    }

    public ContainerReading Read() => new(Id)
    {
        Service = Service, MemoryLimit = Limit, MemoryBytes = Needed + Cache, CacheBytes = Cache, MemoryStalled = _stalled, CpuTime = _cpu, CanBeSlowed = CanBeSlowed, Held = Held,
    };
}
