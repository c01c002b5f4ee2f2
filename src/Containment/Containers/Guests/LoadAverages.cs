using System.Globalization;

namespace Containment.Containers.Guests;

/// <summary>
/// How many of a container's tasks ran or waited for a processor, on an average that forgets: over one, five and fifteen minutes. The
/// kernel has such averages for the machine alone. These are made from what it counts for a cgroup, the time on processors and the
/// time in which somebody waited for one, so they are right however seldom they are asked for. Pure.
/// </summary>
/// <param name="One">Over a minute.</param>
/// <param name="Five">Over five.</param>
/// <param name="Fifteen">Over fifteen.</param>
/// <param name="Busy">What was counted in all.</param>
/// <param name="At">When, since the container was started.</param>
internal sealed record LoadAverages(double One, double Five, double Fifteen, TimeSpan Busy, TimeSpan At)
{
    public static readonly LoadAverages AtStart = new(0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>What they are after some more time.</summary>
    public LoadAverages Next(TimeSpan busy, TimeSpan at)
    {
        // A new run, or a clock that was set back.
        if (at < At || busy < Busy) return AtStart.Next(busy, at);
        if (at == At) return this;
        var mean = (busy - Busy) / (at - At);
        return new(Decay(One, 1), Decay(Five, 5), Decay(Fifteen, 15), busy, at);

        double Decay(double old, double minutes)
        {
            var kept = Math.Exp(-(at - At).TotalMinutes / minutes);
            return mean + (old - mean) * kept;
        }
    }

    /// <summary>As in /proc/loadavg (proc_loadavg(5)).</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{One:F2} {Five:F2} {Fifteen:F2}");
}
