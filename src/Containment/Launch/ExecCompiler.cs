using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Rules;
using Containment.Launch.Plans;
using Containment.Linux.Processes;

namespace Containment.Launch;

/// <summary>Turns a request for a further process into a plan: a child joins the namespaces of the first process, which are named by one pidfd. Pure.</summary>
internal static class ExecCompiler
{
    public static LaunchPlan Compile(ExecRequest request)
    {
        MachineRules.Check(request.Process, request.Machine);
        var plan = new PlanBuilder();
        var (keeper, child, process) = (plan.Keeper, plan.Child, request.Process);
        var subject = $"{request.InitPid}";
        keeper.Do(SystemCall.Umask, "0", 0);
        KeyringSteps.Leave(keeper);
        var target = Target(plan, request, subject);
        var (unified, legacy) = CgroupSteps.Open(plan, request.Cgroup);
        Join(keeper, request, target, subject);
        var streams = StreamSteps.Of(plan, request.Streams, process, () => request.Owner);
        var filter = SeccompSteps.Open(plan, request.Seccomp);
        var ownScore = process.OomScoreAdj is { } score ? OutOfMemoryScore.Set(plan, score) : null;
        var (pid, pidfd) = (plan.Slot(), plan.Slot());
        var own = SchedulingSteps.Begin(keeper, process.ExecCpuAffinity);
        keeper.Get(pid, SystemCall.CloneChild, "", 0, 0, unified?.Number ?? PlanSlot.None, pidfd.Number);

        child.Do(SystemCall.Prctl, "PR_SET_PDEATHSIG", Flags.DeathSignal, 9, 0, 0, 0);
        CgroupSteps.Enter(child, legacy);
        SchedulingSteps.End(keeper, own);
        SchedulingSteps.Settle(child, process.ExecCpuAffinity);
        var labels = LabelSteps.Open(plan, child, process);
        child.Do(SystemCall.Setsid, "");
        var enters = request.UserNamespace && request.Powers.Mounts;
        var joined = (Flags.NewMount | Flags.NewUts | Flags.NewIpc | Flags.NewNetwork | Flags.NewCgroup | (enters ? Flags.NewUser : 0)) & ~request.Shared;
        child.Do(SystemCall.Setns, $"{subject} {NamespaceChoice.Words(joined)}", target, joined);
        if (request.UserNamespace)
        {
            child.Do(SystemCall.Setresgid, "0", 0, 0, 0);
            child.Do(SystemCall.Setresuid, "0", 0, 0, 0);
            ProcessSteps.NotDumpable(child);
        }
        if (process.Terminal)
        {
            var root = plan.Slot();
            child.Get(root, SystemCall.Openat, "/", Flags.AtCwd, "/", Flags.PathOnly | Flags.DirectoryOnly | Flags.CloseOnExec, 0);
            streams.OpenTerminal(child, root, process);
            streams.SendTerminal(child);
        }
        KeyringSteps.Own(child);
        LabelSteps.Apply(child, labels);
        var granted = CapabilitySets.Grant(process.Capabilities, request.Machine.KnownCapabilities & (request.UserNamespace ? ulong.MaxValue : request.Machine.OwnCapabilities));
        var arrived = ProcessSteps.Arrive(plan, process);
        ProcessSteps.Confine(child, process, filter?.Keep(granted, process) ?? granted, request.Powers.Groups);
        var state = request.State ?? new() { Id = request.Id ?? "" };
        filter?.Notify(plan, pid, state with { Status = OciState.Running, Pid = request.InitPid });
        streams.Install(child, executed: ownScore?.Shared);
        ProcessSteps.Settle(plan, process, arrived);
        if (request.MergeMemory) MergeSteps.Allow(child);
        filter?.Load(child);
        ProgramSteps.Execute(child, process);

        keeper.Do(SystemCall.AwaitExec, process.Args![0]);
        if (request.MergeMemory) MergeSteps.TakeBack(keeper);
        if (request.Kept)
        {
            ownScore?.TakeBack(keeper);
            KeepSteps.KeepForCaller(keeper, pid, streams);
        }
        else
        {
            keeper.Do(SystemCall.Detach, "the process");
        }
        return plan.Build() with { Inherited = request.Streams.Count + (request.InitGiven ? 1 : 0), Warnings = granted.Warnings };
    }

    private static PlanArgument Target(PlanBuilder plan, ExecRequest request, string subject)
    {
        if (request.InitGiven) return StreamSteps.FirstGiven + request.Streams.Count;
        var target = plan.Slot();
        plan.Keeper.Get(target, SystemCall.PidfdOpen, subject, request.InitPid, 0);
        return target;
    }

    // The pid and the time namespace are joined by a process for the children it will have; in the user namespace an ordinary user
    // has the right to that.
    private static void Join(PlanSide keeper, ExecRequest request, PlanArgument target, string subject)
    {
        var joined = (Flags.NewPid | Flags.NewTime | (request.Powers.Mounts ? 0 : Flags.NewUser)) & ~request.Shared;
        if (joined != 0) keeper.Do(SystemCall.Setns, $"{subject} {NamespaceChoice.Words(joined)}", target, joined);
    }
}
