using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// Into namespaces that are there already. A process of its own joins them, makes the first process as a sibling of its own
/// (so that the keeper is its parent) in whatever is to be new, and ends: so new namespaces belong to a user namespace
/// that was joined, and the keeper stays on the host.
/// </summary>
internal static class JoinSteps
{
    private const int Joiner = 1, Kill = 9, ByPid = 1, Exited = 4, IsNotTheProcess = 1, Made = 0;

    public static void Clone(LaunchScope scope, PlanSlot? unified, IReadOnlyList<(PlanSlot Slot, string Path)> legacy, long made)
    {
        var (plan, keeper, joiner) = (scope.Plan, scope.Keeper, scope.Plan.Holder);
        joiner.Do(SystemCall.Prctl, "PR_SET_PDEATHSIG", Flags.DeathSignal, Kill, 0, 0, 0);
        CgroupSteps.Enter(joiner, legacy);
        foreach (var (kind, path) in scope.Namespaces.Joined)
        {
            var slot = plan.Slot();
            keeper.Get(slot, SystemCall.Openat, path, Flags.AtCwd, path, Flags.CloseOnExec, 0);
            if (kind == Flags.NewUser) scope.UserNamespace = slot;
            // That of time is joined for children, and only by whoever shares memory with nobody.
            (kind == Flags.NewTime ? keeper : joiner).Do(SystemCall.Setns, path, slot, kind);
        }
        scope.Pid = plan.Slot();
        var (pid, pidfd) = (plan.Slot(), plan.Slot());
        keeper.Get(pid, SystemCall.CloneChild, "to join namespaces", 0, Joiner, unified?.Number ?? PlanSlot.None, pidfd.Number, IsNotTheProcess);
        keeper.Do(SystemCall.Waitid, "who joins namespaces", ByPid, pid, 0, Exited, 0);
        keeper.Do(SystemCall.AwaitChild, "the process", Made);
        joiner.Get(scope.Pid, SystemCall.CloneChild, NamespaceChoice.Words(made), made | Flags.SameParent, 0, PlanSlot.None, pidfd.Number);
        joiner.Do(SystemCall.ExitGroup, "0", 0);
    }
}
