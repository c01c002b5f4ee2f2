using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// How soon the process is killed when memory runs out. The kernel gives processes that share memory one score, so the keeper
/// takes the container's for as long as the child is in its memory, and its own back afterwards.
/// </summary>
internal static class OutOfMemoryScore
{
    // "-1000", a newline, and zeros, which end it.
    private const int Length = 8;

    /// <summary>Before the clone.</summary>
    public static (PlanSlot File, PlanData Text) Set(PlanBuilder plan, int score)
    {
        const string path = "/proc/self/oom_score_adj";
        var (keeper, file, own) = (plan.Keeper, plan.Slot(), new PlanData(new byte[Length]));
        keeper.Get(file, SystemCall.Openat, path, Flags.AtCwd, path, Flags.ReadWrite | Flags.CloseOnExec, 0);
        keeper.Do(SystemCall.ReadDescriptor, path, file, own, Length);
        keeper.Do(SystemCall.WriteDescriptor, $"oom_score_adj {score}", file, PlanData.Of($"{score}"), $"{score}".Length);
        return (file, own);
    }

    /// <summary>When the child has left the keeper's memory.</summary>
    /// <param name="keeper">Whose it is.</param>
    /// <param name="own">What <see cref="Set"/> gave.</param>
    public static void TakeBack(PlanSide keeper, (PlanSlot File, PlanData Text) own) =>
        // Without CAP_SYS_RESOURCE it can't always be lowered again; the container is as it should be all the same.
        keeper.Try([Errno.EACCES], SystemCall.WriteDescriptor, "the keeper's own oom_score_adj", own.File, own.Text, Length);
}
