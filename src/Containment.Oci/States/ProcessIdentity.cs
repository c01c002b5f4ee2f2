using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Oci.States;

/// <summary>A process that can't be taken for another that later has its number.</summary>
/// <param name="Pid">Its number, as the host sees it.</param>
/// <param name="StartTime">When it began: field 22 of proc_pid_stat(5), in ticks since the machine's start.</param>
/// <param name="BootId">The run of the machine: /proc/sys/kernel/random/boot_id.</param>
internal sealed record ProcessIdentity(int Pid, ulong StartTime, string BootId)
{
    private static readonly Lazy<string> ThisBoot = new(() => KernelText.Read("/proc/sys/kernel/random/boot_id").TrimEnd());

    /// <summary>Null where there is no such process, or only what is left of one that has ended.</summary>
    public static ProcessIdentity? Of(int pid) => ProcessStat.Of(pid) is { IsAtWork: true } stat ? new(pid, stat.Began, ThisBoot.Value) : null;

    /// <summary>Whether it still runs.</summary>
    public bool Lives => Pid > 0 && BootId == ThisBoot.Value && ProcessStat.Of(Pid) is { IsAtWork: true } stat && stat.Began == StartTime;
}
