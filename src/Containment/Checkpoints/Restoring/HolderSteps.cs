using Containment.Launch.Plans;
using Containment.Linux.Processes;

namespace Containment.Checkpoints.Restoring;

/// <summary>A user namespace for idmapped mounts, before the container's own exists: only its maps count. A process that ends at once makes it.</summary>
internal static class HolderSteps
{
    private const int IdsReady = 1, Kill = 9, ByPid = 1, Exited = 4, Holder = 1;

    public static void MakeUserNamespace(LaunchScope scope)
    {
        var (plan, keeper) = (scope.Plan, scope.Keeper);
        scope.Pid = plan.Slot();
        keeper.Get(scope.Pid, SystemCall.CloneChild, "user", Flags.NewUser, Holder, PlanSlot.None, plan.Slot().Number);
        NamespaceSteps.MapIds(scope);
        keeper.Do(SystemCall.Signal, "ids are mapped", IdsReady);
        keeper.Do(SystemCall.Waitid, "the holder of the user namespace", ByPid, scope.Pid, 0, Exited, 0);
        plan.Holder.Do(SystemCall.Prctl, "PR_SET_PDEATHSIG", Flags.DeathSignal, Kill, 0, 0, 0);
        plan.Holder.Do(SystemCall.Await, "ids", IdsReady);
        plan.Holder.Do(SystemCall.ExitGroup, "0", 0);
    }
}
