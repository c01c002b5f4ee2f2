using Containment.Scheduling;

namespace Containment.Hosting;

/// <summary>Whether and how the host's memory and CPUs are given out (section <c>Containment:Governor</c>).</summary>
public sealed class GovernorSection
{
    /// <summary>Whether it governs at all. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>Decides and logs, and writes nothing. Default false.</summary>
    public bool DryRun { get; set; }

    /// <summary>See <see cref="GovernorSettings.Reserve"/>.</summary>
    public double Reserve { get; set; } = 0.1;

    /// <summary>See <see cref="GovernorSettings.Period"/>.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="GovernorSettings.ShortPeriod"/>.</summary>
    public TimeSpan ShortPeriod { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>See <see cref="GovernorSettings.AlwaysReclaim"/>.</summary>
    public bool AlwaysReclaim { get; set; }

    /// <summary>See <see cref="GovernorSettings.LongestHold"/>.</summary>
    public TimeSpan LongestHold { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>See <see cref="GovernorOptions.Alarms"/>.</summary>
    public bool Alarms { get; set; } = true;

    /// <summary>See <see cref="GovernorOptions.PaceMerging"/>.</summary>
    public bool PaceMerging { get; set; } = true;

    internal GovernorSettings ToSettings() => new() { Reserve = Reserve, Period = Period, ShortPeriod = ShortPeriod, AlwaysReclaim = AlwaysReclaim, LongestHold = LongestHold };
}
