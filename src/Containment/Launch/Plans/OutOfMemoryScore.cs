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
    public static void Set(LaunchScope scope, int score)
    {
        const string path = "/proc/self/oom_score_adj";
        var (keeper, file, own) = (scope.Keeper, scope.Plan.Slot(), new PlanData(new byte[Length]));
        keeper.Get(file, SystemCall.Openat, path, Flags.AtCwd, path, Flags.ReadWrite | Flags.CloseOnExec, 0);
        keeper.Do(SystemCall.ReadDescriptor, path, file, own, Length);
        keeper.Do(SystemCall.WriteDescriptor, $"oom_score_adj {score}", file, PlanData.Of($"{score}"), $"{score}".Length);
        scope.OwnScore = (file, own);
    }

    /// <summary>When the child has left the keeper's memory.</summary>
    public static void TakeBack(LaunchScope scope)
    {
        // Without CAP_SYS_RESOURCE it can't always be lowered again; the container is as it should be all the same.
        if (scope.OwnScore is { } own) scope.Keeper.Try([Errno.EACCES], SystemCall.WriteDescriptor, "the keeper's own oom_score_adj", own.File, own.Text, Length);
    }
}
