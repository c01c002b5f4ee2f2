using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// How soon the process is killed when memory runs out. The kernel gives processes that share memory one score, so the keeper
/// takes the container's for as long as the child is in its memory, and its own back afterwards.
/// </summary>
/// <param name="File">The keeper's score.</param>
/// <param name="Own">What it was.</param>
/// <param name="Left">The end of a pipe that is read to its end when the child has memory of its own.</param>
/// <param name="Shared">Its other end, which the child's execve closes.</param>
internal sealed record OutOfMemoryScore(PlanSlot File, PlanData Own, PlanSlot Left, PlanSlot Shared)
{
    // "-1000", a newline, and zeros, which end it.
    private const int Length = 8;

    /// <summary>Before the clone.</summary>
    public static OutOfMemoryScore Set(PlanBuilder plan, int score)
    {
        const string path = "/proc/self/oom_score_adj";
        var (keeper, taken) = (plan.Keeper, new OutOfMemoryScore(plan.Slot(), new(new byte[Length]), plan.Slot(), plan.Slot()));
        keeper.Get(taken.File, SystemCall.Openat, path, Flags.AtCwd, path, Flags.ReadWrite | Flags.CloseOnExec, 0);
        keeper.Do(SystemCall.ReadDescriptor, path, taken.File, taken.Own, Length);
        keeper.Do(SystemCall.WriteDescriptor, $"oom_score_adj {score}", taken.File, PlanData.Of($"{score}"), $"{score}".Length);
        keeper.Do(SystemCall.Pipe, "until the execve", taken.Left.Number, taken.Shared.Number);
        return taken;
    }

    /// <summary>When the child has gone on to its program.</summary>
    public void TakeBack(PlanSide keeper)
    {
        // The kernel tells of an execve a moment before the memory is another one, and for that moment it would be the child's score too.
        keeper.Do(SystemCall.Close, "until the execve", Shared);
        keeper.Do(SystemCall.ReadDescriptor, "until the execve", Left, new PlanData(new byte[Length]), Length);
        // Without CAP_SYS_RESOURCE it can't always be lowered again; the container is as it should be all the same.
        keeper.Try([Errno.EACCES], SystemCall.WriteDescriptor, "the keeper's own oom_score_adj", File, Own, Length);
    }
}
