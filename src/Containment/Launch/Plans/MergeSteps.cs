using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// Lets the kernel merge a process's pages with equal ones (PR_SET_MEMORY_MERGE, Linux 6.4). It is a property of the memory that execve
/// and fork hand on. Until its execve the child is in the keeper's memory, so the keeper takes its own back afterwards.
/// </summary>
internal static class MergeSteps
{
    public static void Allow(PlanSide child) => child.Do(SystemCall.Prctl, "PR_SET_MEMORY_MERGE", Flags.MemoryMerge, 1, 0, 0, 0);

    public static void TakeBack(PlanSide keeper) => keeper.Try([Errno.EINVAL], SystemCall.Prctl, "PR_SET_MEMORY_MERGE 0", Flags.MemoryMerge, 0, 0, 0, 0);
}
