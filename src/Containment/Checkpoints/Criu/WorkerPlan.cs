using Containment.Launch.Plans;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Checkpoints.Criu;

/// <summary>How containment-init becomes CRIU. Its socket, descriptor 3, becomes CRIU's. Pure.</summary>
internal static class WorkerPlan
{
    private const string Path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>For a dump: in the container's network namespace, which CRIU then takes for its own and does not save.</summary>
    public static IReadOnlyList<PlanStep> ForDump(CriuProgram program, int init, byte[]? features, params IReadOnlyList<(string Name, long Kind)> shared)
    {
        var plan = new PlanBuilder();
        foreach (var (name, kind) in shared.Prepend(("net", Flags.NewNetwork))) Join(plan, plan.Keeper, $"/proc/{init}/ns/{name}", kind);
        OwnRun(plan, plan.Keeper, features);
        Become(plan.Keeper, program);
        return plan.Keeper.Steps;
    }

    /// <summary>For finding out about the kernel: in the host's network namespace, because in one whose loopback is down CRIU finds out nothing.</summary>
    public static IReadOnlyList<PlanStep> Alone(CriuProgram program)
    {
        var plan = new PlanBuilder();
        OwnRun(plan, plan.Keeper, null);
        Become(plan.Keeper, program);
        return plan.Keeper.Steps;
    }

    /// <summary>Into a namespace, which is CRIU's own then: whose it is it neither saves nor makes.</summary>
    public static void Join(PlanBuilder plan, PlanSide side, string path, long kind)
    {
        var slot = plan.Slot();
        side.Get(slot, SystemCall.Openat, path, Flags.AtCwd, path, Flags.ReadOnly | Flags.CloseOnExec, 0);
        side.Do(SystemCall.Setns, path, slot, kind);
    }

    /// <summary>A mount namespace in which /run is a tmpfs that holds what is known of the kernel.</summary>
    public static void OwnRun(PlanBuilder plan, PlanSide side, byte[]? features)
    {
        side.Do(SystemCall.Unshare, "the mount namespace", Flags.NewMount);
        side.Do(SystemCall.Mount, "private /", 0, "/", 0, Flags.MountPrivateRecursive, 0);
        side.Do(SystemCall.Mount, "tmpfs on /run", "containment", "/run", "tmpfs", 0, "mode=0755");
        if (features is null) return;
        var file = plan.Slot();
        side.Get(file, SystemCall.Openat, KernelFeatures.Place, Flags.AtCwd, KernelFeatures.Place, Flags.WriteOnly | Flags.Create | Flags.CloseOnExec, 0x180);
        side.Do(SystemCall.WriteDescriptor, KernelFeatures.Place, file, new PlanData(features), features.Length);
    }

    /// <summary>First in line for a processor, because somebody stands still for it; what it restores gets its own priority back.</summary>
    public static void Become(PlanSide side, CriuProgram program)
    {
        side.Try([Errno.EPERM, Errno.EACCES], SystemCall.Setpriority, "to the highest", 0, 0, -20);
        var arguments = PlanData.Of([program.Path, "swrk", "3"]);
        // Some hypervisors lose them, and then CRIU waits for ever for a process to come to one. It can do without (its FI_NO_BREAKPOINTS), more slowly.
        side.Add(new(SystemCall.Breakpoint) { Subject = "of the processor", Tolerated = [Errno.ENODEV], SkipDone = 1 });
        side.Do(SystemCall.Execve, program.Path, program.Path, arguments, PlanData.Of([Path, "CRIU_FAULT=130"]));
        side.Do(SystemCall.Execve, program.Path, program.Path, arguments, PlanData.Of([Path]));
    }
}
