using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>When and where a process runs: its scheduler, its priority for input and output, and its CPUs.</summary>
internal static class SchedulingSteps
{
    private const int WhoProcess = 1, ClassShift = 13, EveryCpu = 1024;

    /// <summary>Scheduler and priority, of the process itself.</summary>
    public static void Apply(PlanSide child, OciProcess process)
    {
        if (process.Scheduler is { } scheduler)
        {
            var subject = $"{scheduler.Policy} nice {scheduler.Nice} priority {scheduler.Priority}";
            child.Do(SystemCall.SchedSetattr, subject, 0, Attributes(scheduler), 0);
        }
        if (process.IoPriority is { } io)
            child.Do(SystemCall.IoprioSet, $"{io.Class} {io.Priority}", WhoProcess, 0, Array.IndexOf(SchedulingNames.IoClasses, io.Class) << ClassShift | io.Priority);
    }

    /// <summary>Before the clone of an exec: the keeper takes the CPUs on which it is to begin; gives those that it had.</summary>
    public static PlanData? Begin(PlanSide keeper, OciCpuAffinity? affinity)
    {
        if (affinity?.Initial is not { Length: > 0 } list) return null;
        var own = new PlanData(new byte[EveryCpu]);
        keeper.Do(SystemCall.SchedGetaffinity, "of the keeper", 0, EveryCpu, own);
        SetCpus(keeper, list, CpuList.Parse(list, "process.execCPUAffinity.initial"));
        return own;
    }

    /// <summary>In its cgroup, the process takes those on which it is to go on: all that the cgroup has when there are none.</summary>
    public static void Settle(PlanSide child, OciCpuAffinity? affinity)
    {
        if (affinity?.Final is { Length: > 0 } list) SetCpus(child, list, CpuList.Parse(list, "process.execCPUAffinity.final"));
        else if (affinity?.Initial is { Length: > 0 }) SetCpus(child, "all", Enumerable.Repeat((byte)0xff, EveryCpu).ToArray());
    }

    public static void End(PlanSide keeper, PlanData? own)
    {
        if (own is not null) keeper.Do(SystemCall.SchedSetaffinity, "the keeper's own", 0, EveryCpu, own);
    }

    private static void SetCpus(PlanSide side, string list, byte[] bits) => side.Do(SystemCall.SchedSetaffinity, list, 0, bits.Length, new PlanData(bits));

    // struct sched_attr (sched_setattr(2)).
    private static PlanData Attributes(OciScheduler scheduler)
    {
        const int size = 56;
        ulong flags = 0;
        foreach (var flag in scheduler.Flags ?? []) flags |= 1UL << Array.IndexOf(SchedulingNames.Flags, flag);
        var bytes = new byte[size];
        BitConverter.TryWriteBytes(bytes.AsSpan(0), size);
        BitConverter.TryWriteBytes(bytes.AsSpan(4), Array.IndexOf(SchedulingNames.Policies, scheduler.Policy));
        BitConverter.TryWriteBytes(bytes.AsSpan(8), flags);
        BitConverter.TryWriteBytes(bytes.AsSpan(16), scheduler.Nice);
        BitConverter.TryWriteBytes(bytes.AsSpan(20), scheduler.Priority);
        BitConverter.TryWriteBytes(bytes.AsSpan(24), scheduler.Runtime);
        BitConverter.TryWriteBytes(bytes.AsSpan(32), scheduler.Deadline);
        BitConverter.TryWriteBytes(bytes.AsSpan(40), scheduler.Period);
        return new(bytes);
    }
}
