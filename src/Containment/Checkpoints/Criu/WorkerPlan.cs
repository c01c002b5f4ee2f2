using Containment.Launch.Plans;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Checkpoints.Criu;

/// <summary>How containment-init becomes CRIU. Its socket, descriptor 3, becomes CRIU's. Pure.</summary>
internal static class WorkerPlan
{
    private const string Path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>For a dump: in the container's network namespace, which CRIU then takes for its own and does not save.</summary>
    public static IReadOnlyList<PlanStep> ForDump(CriuProgram program, int init, byte[]? features)
    {
        var plan = new PlanBuilder();
        var network = plan.Slot();
        plan.Keeper.Get(network, SystemCall.Openat, $"the network namespace of {init}", Flags.AtCwd, $"/proc/{init}/ns/net", Flags.ReadOnly | Flags.CloseOnExec, 0);
        plan.Keeper.Do(SystemCall.Setns, $"to the network namespace of {init}", network, Flags.NewNetwork);
        OwnRun(plan, plan.Keeper, features);
        Become(plan.Keeper, program);
        return plan.Keeper.Steps;
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
        side.Do(SystemCall.Execve, program.Path, program.Path, PlanData.Of([program.Path, "swrk", "3"]), PlanData.Of([Path]));
    }
}
