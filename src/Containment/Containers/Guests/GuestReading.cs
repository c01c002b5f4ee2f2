using System.Globalization;
using Containment.Containers.Guests.Texts;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Linux.Descriptors;
using Containment.Resources;

namespace Containment.Containers.Guests;

/// <summary>Reads from the kernel what a container's view is made from.</summary>
internal static class GuestReading
{
    public static GuestFacts Facts(ContainerHost host, ContainerId id)
    {
        var cgroup = ContainerCgroup.Open(host, id);
        var machine = MachineUptime();
        return new()
        {
            Limits = cgroup.ReadLimits(),
            Usage = cgroup.ReadUsage(),
            Memory = cgroup.ReadMemory(),
            Online = Online(),
            MachineUptime = machine,
            Uptime = Uptime(host, id, cgroup, machine),
        };
    }

    public static TimeSpan MachineUptime() => UptimeText.Read(KernelText.Read("/proc/uptime"));

    /// <summary>The time for which its tasks ran or waited; a part of it is not known without PSI.</summary>
    public static TimeSpan Busy(ContainerHost host, ContainerId id, GuestFacts facts) =>
        facts.Usage.CpuTime + (ContainerCgroup.Open(host, id).ReadPressure().Cpu?.Some.Total ?? TimeSpan.Zero);

    private static CpuSet Online() => CpuSet.Parse(KernelText.Read(GuestFile.OnlineFile).Trim());

    // By its own clock, which a restore and a move leave going; where it has none, by the time of its start.
    private static TimeSpan Uptime(ContainerHost host, ContainerId id, ContainerCgroup cgroup, TimeSpan machine)
    {
        foreach (var pid in cgroup.ReadPids().Take(1))
            if (BootOffset($"/proc/{pid}/timens_offsets") is { } offset && BootOffset("/proc/self/timens_offsets") is { } own && offset != own) return Positive(machine + offset - own);
        return RunFacts.Read(new ContainerPaths(host.Options, id).Run) is { Phase: not RunPhase.Starting } run ? Positive(host.Options.TimeProvider.GetUtcNow() - run.StartedAt) : TimeSpan.Zero;
    }

    private static TimeSpan Positive(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;

    private static TimeSpan? BootOffset(string path)
    {
        try
        {
            return BootOffsetIn(KernelText.Read(path));
        }
        catch (KernelRefusal)
        {
            return null;
        }
    }

    /// <summary>Of a text as /proc/PID/timens_offsets has it (time_namespaces(7)).</summary>
    public static TimeSpan? BootOffsetIn(string offsets)
    {
        foreach (var line in offsets.Split('\n'))
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["boottime", var seconds, var nanoseconds]
                && long.TryParse(seconds, CultureInfo.InvariantCulture, out var s) && long.TryParse(nanoseconds, CultureInfo.InvariantCulture, out var ns))
                return TimeSpan.FromSeconds(s) + TimeSpan.FromTicks(ns / 100);
        return null;
    }
}
