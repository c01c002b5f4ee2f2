using Containment.Bundles.Oci;
using Containment.Launch.Plans;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Hooks;

/// <summary>Turns a hook into a plan: a process of the host's, or one that joins the namespaces of a container's first process. Pure.</summary>
internal static class HookCompiler
{
    /// <param name="hook">The program.</param>
    /// <param name="directory">Its working directory, where it runs.</param>
    /// <param name="environment">What it has where it names no environment.</param>
    /// <param name="place">Whose namespaces it joins; null: none.</param>
    public static LaunchPlan Compile(OciHook hook, string directory, IReadOnlyList<string> environment, HookPlace? place)
    {
        var plan = new PlanBuilder();
        var (keeper, child) = (plan.Keeper, plan.Child);
        var (target, pid, pidfd) = (plan.Slot(), plan.Slot(), plan.Slot());
        keeper.Do(SystemCall.Umask, "22", 18);
        if (place is not null) JoinForChildren(keeper, place, target);
        var streams = StreamSteps.Pipes(plan, 0, 0);
        keeper.Get(pid, SystemCall.CloneChild, "", 0, 0, PlanSlot.None, pidfd.Number);

        child.Do(SystemCall.Prctl, "PR_SET_PDEATHSIG", Flags.DeathSignal, 9, 0, 0, 0);
        // A session, and so a group, of its own: all of it is killed when it takes too long.
        child.Do(SystemCall.Setsid, "");
        if (place is not null) Join(child, place, target);
        streams.Install(child);
        child.Do(SystemCall.Chdir, directory, directory);
        child.Do(SystemCall.Execve, hook.Path, hook.Path, PlanData.Of(hook.Args is { Count: > 0 } given ? given : [hook.Path]), PlanData.Of(hook.Env ?? environment));

        keeper.Do(SystemCall.AwaitExec, hook.Path);
        KeepSteps.KeepForCaller(keeper, pid, streams);
        return plan.Build();
    }

    // The pid and the time namespace are joined by a process for the children it will have.
    private static void JoinForChildren(PlanSide keeper, HookPlace place, PlanSlot target)
    {
        var subject = $"{place.Pid}";
        keeper.Get(target, SystemCall.PidfdOpen, subject, place.Pid, 0);
        if (place is { UserNamespace: true, OwnerOfMachine: false }) keeper.Do(SystemCall.Setns, $"{subject} user", target, Flags.NewUser);
        if ((place.Shared & Flags.NewPid) == 0) keeper.Do(SystemCall.Setns, $"{subject} pid", target, Flags.NewPid);
        if ((place.Shared & Flags.NewTime) == 0) keeper.Try([Errno.EPERM, Errno.EINVAL], SystemCall.Setns, $"{subject} time", target, Flags.NewTime);
    }

    private static void Join(PlanSide child, HookPlace place, PlanSlot target)
    {
        var user = place is { UserNamespace: true, OwnerOfMachine: true };
        var joined = (Flags.NewMount | Flags.NewUts | Flags.NewIpc | Flags.NewNetwork | Flags.NewCgroup) & ~place.Shared | (user ? Flags.NewUser : 0);
        if (joined != 0) child.Do(SystemCall.Setns, $"{place.Pid} {NamespaceChoice.Words(joined)}", target, joined);
        if (!place.UserNamespace) return;
        // Root in there, where there is one.
        child.Try([Errno.EINVAL], SystemCall.Setresgid, "0", 0, 0, 0);
        child.Try([Errno.EINVAL], SystemCall.Setresuid, "0", 0, 0, 0);
        ProcessSteps.NotDumpable(child);
    }
}
