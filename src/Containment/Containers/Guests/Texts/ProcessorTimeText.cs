using System.Globalization;
using System.Text;
using Containment.Linux.Cgroups;

namespace Containment.Containers.Guests.Texts;

/// <summary>
/// /proc/stat (proc_stat(5)) with the container's time on processors. The kernel does not count it by processor, so each that it sees has
/// an equal part. Interrupts and context switches are the machine's, and are left out. Pure.
/// </summary>
internal static class ProcessorTimeText
{
    private const long TicksPerSecond = 100;

    public static string Write(string machine, GuestFacts facts)
    {
        var processors = facts.Processors;
        var user = Ticks(facts.Usage.CpuUser ?? facts.Usage.CpuTime);
        var system = Ticks(facts.Usage.CpuSystem ?? TimeSpan.Zero);
        var text = new StringBuilder();
        // Whoever adds the processors up finds the sum.
        var idle = Math.Max(0, Ticks(facts.Uptime) - (user + system) / processors.Count);
        text.Append(Line("cpu ", user, system, idle * processors.Count));
        for (var n = 0; n < processors.Count; n++)
            text.Append(Line($"cpu{processors[n]}", Part(user, processors.Count, n), Part(system, processors.Count, n), idle));
        text.Append("intr 0\nctxt 0\n");
        text.Append(CultureInfo.InvariantCulture, $"btime {Began(machine, facts)}\nprocesses {facts.Usage.Pids}\nprocs_running {(facts.Usage.Pids > 0 ? 1 : 0)}\nprocs_blocked 0\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n");
        return text.ToString();
    }

    // The machine's clock and uptime say when it began; its own uptime is shorter by what is between.
    private static long Began(string machine, GuestFacts facts) =>
        (CgroupText.Value(machine, "btime") ?? 0) + (long)(facts.MachineUptime - facts.Uptime).TotalSeconds;

    private static string Line(string name, long user, long system, long idle) => string.Create(CultureInfo.InvariantCulture, $"{name} {user} 0 {system} {idle} 0 0 0 0 0 0\n");

    private static long Part(long sum, int count, int n) => sum / count + (n < sum % count ? 1 : 0);

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * TicksPerSecond);
}
