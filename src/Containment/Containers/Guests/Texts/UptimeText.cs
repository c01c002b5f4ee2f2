using System.Globalization;

namespace Containment.Containers.Guests.Texts;

/// <summary>/proc/uptime (proc_uptime(5)): seconds since the start, and those in which processors were idle, all together. Pure.</summary>
internal static class UptimeText
{
    public static string Write(GuestFacts facts)
    {
        var idle = Math.Max(0, facts.Uptime.TotalSeconds * facts.Processors.Count - facts.Usage.CpuTime.TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"{facts.Uptime.TotalSeconds:F2} {idle:F2}\n");
    }

    /// <summary>The first of the two.</summary>
    public static TimeSpan Read(string uptime) => TimeSpan.FromSeconds(double.Parse(uptime.AsSpan(0, uptime.IndexOf(' ')), CultureInfo.InvariantCulture));
}
