using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// Into the container's cgroups. The v2 one is entered by the clone itself. A v1 one is entered by the child by writing 0 to
/// <c>tasks</c>: of the ways to enter it, the one for which the kernel need not wait until no process is being made (RCU).
/// </summary>
internal static class CgroupSteps
{
    /// <summary>Opens them, as the host's root; gives the v2 directory.</summary>
    public static (PlanSlot? Unified, IReadOnlyList<(PlanSlot Slot, string Path)> Legacy) Open(PlanBuilder plan, Resources.CgroupPlacement placement)
    {
        PlanSlot? unified = null;
        if (placement.UnifiedDirectory is { } directory)
        {
            unified = plan.Slot();
            plan.Keeper.Get(unified.Value, SystemCall.Openat, directory, Flags.AtCwd, directory, Flags.PathOnly | Flags.DirectoryOnly | Flags.CloseOnExec, 0);
        }
        List<(PlanSlot, string)> legacy = [];
        foreach (var file in placement.LegacyProcsFiles)
        {
            var tasks = Path.Combine(Path.GetDirectoryName(file)!, "tasks");
            var slot = plan.Slot();
            plan.Keeper.Get(slot, SystemCall.Openat, tasks, Flags.AtCwd, tasks, Flags.WriteOnly | Flags.CloseOnExec, 0);
            legacy.Add((slot, tasks));
        }
        return (unified, legacy);
    }

    public static void Enter(PlanSide child, IReadOnlyList<(PlanSlot Slot, string Path)> legacy)
    {
        foreach (var (slot, path) in legacy) child.Do(SystemCall.WriteDescriptor, $"0 to {path}", slot, "0", 1);
    }
}
