using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>What a process is before it runs: its limits, user and capabilities; its working directory; and then its program.</summary>
internal static class ProcessSteps
{
    private static readonly string[] Limits =
        ["CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK", "AS", "LOCKS", "SIGPENDING", "MSGQUEUE", "NICE", "RTPRIO", "RTTIME"];

    /// <param name="child">The process's own steps.</param>
    /// <param name="process">What it is to be.</param>
    /// <param name="granted">Its capabilities, as they can be granted.</param>
    /// <param name="groups">Whether supplementary groups can be set.</param>
    public static void Confine(PlanSide child, OciProcess process, CapabilitySets granted, bool groups)
    {
        foreach (var limit in process.Rlimits ?? [])
        {
            var number = Array.IndexOf(Limits, limit.Type.StartsWith("RLIMIT_", StringComparison.Ordinal) ? limit.Type[7..] : limit.Type);
            if (number < 0) throw new InvalidSpecException("process.rlimits.type", limit.Type, "a limit of getrlimit(2), such as RLIMIT_NOFILE");
            child.Do(SystemCall.Prlimit, $"{limit.Type} to {limit.Soft}:{limit.Hard}", 0, number, PlanData.OfLong(limit.Soft, limit.Hard), 0);
        }
        SchedulingSteps.Apply(child, process);
        child.Do(SystemCall.Umask, Convert.ToString(process.User.Umask ?? 18, 8), (long)(process.User.Umask ?? 18));
        Identify(child, process, granted, groups);
        if (process.NoNewPrivileges) child.Do(SystemCall.Prctl, "PR_SET_NO_NEW_PRIVS", Flags.NoNewPrivileges, 1, 0, 0, 0);
    }

    /// <summary>
    /// Into the working directory with the powers of root inside, which the process's user may lack. Where those do not suffice (what root
    /// can't see through a network, or ids that are not mapped), <see cref="Settle"/> tries it as the user. The path leads nowhere
    /// through a descriptor or another process, so never out of the root (CVE-2024-21626).
    /// </summary>
    /// <returns>For <see cref="Settle"/>: the path of something that is there, once it is done.</returns>
    public static PlanData Arrive(PlanBuilder plan, OciProcess process)
    {
        var (child, directory, done) = (plan.Child, plan.Slot(), new PlanData(new byte[2]));
        child.Add(Find(process, directory) with { Tolerated = [Errno.EACCES, Errno.EPERM], SkipRefused = 3 });
        child.Add(new(SystemCall.Fchdir, directory) { Verb = "chdir", Subject = process.Cwd, Tolerated = [Errno.EACCES, Errno.EPERM], SkipRefused = 1 });
        child.Do(SystemCall.Patch, $"{process.Cwd} is done", (long)'/', PlanArgument.Inside(done, 0), 1);
        child.Do(SystemCall.Close, process.Cwd, directory);
        return done;
    }

    /// <summary>The last before the program, when no descriptor of the host's is open any more.</summary>
    public static void Settle(PlanBuilder plan, OciProcess process, PlanData done)
    {
        var (child, directory) = (plan.Child, plan.Slot());
        child.Add(new(SystemCall.Openat, Flags.AtCwd, done, Flags.PathOnly | Flags.CloseOnExec, 0)
        {
            Verb = "ask", Subject = $"whether {process.Cwd} is done", Result = directory, Tolerated = [Errno.ENOENT], SkipDone = 2,
        });
        child.Add(Find(process, directory));
        child.Add(new(SystemCall.Fchdir, directory) { Verb = "chdir", Subject = process.Cwd });
        child.Do(SystemCall.Close, process.Cwd, directory);
        child.Do(SystemCall.Prctl, "PR_SET_PDEATHSIG 0", Flags.DeathSignal, 0, 0, 0, 0);
    }

    private static PlanStep Find(OciProcess process, PlanSlot result) =>
        new(SystemCall.Openat2, Flags.AtCwd, process.Cwd, PlanData.OfLong((ulong)(Flags.PathOnly | Flags.DirectoryOnly | Flags.CloseOnExec), 0, (ulong)ResolveFlags.NoMagicLinks), 24)
        {
            Verb = "chdir", Subject = process.Cwd, Result = result,
        };

    private static void Identify(PlanSide child, OciProcess process, CapabilitySets granted, bool settable)
    {
        for (var n = 0; n < Capabilities.Names.Count; n++)
            if ((granted.Bounding >> n & 1) == 0)
                child.Try([Errno.EINVAL], SystemCall.Prctl, $"PR_CAPBSET_DROP {Capabilities.Names[n]}", Flags.DropBounding, n, 0, 0, 0);
        var (uid, gid) = ((long)process.User.Uid, (long)process.User.Gid);
        if (uid != 0) child.Do(SystemCall.Prctl, "PR_SET_KEEPCAPS", Flags.KeepCapabilities, 1, 0, 0, 0);
        if (!settable && process.User.AdditionalGids is { Count: > 0 } more)
            throw new InvalidSpecException("process.user.additionalGids", string.Join(',', more), "none: a user namespace of one id can't set groups");
        uint[] groups = [.. process.User.AdditionalGids ?? []];
        if (settable) child.Do(SystemCall.Setgroups, string.Join(',', groups), groups.Length, PlanData.Of(groups));
        child.Do(SystemCall.Setresgid, $"{gid}", gid, gid, gid);
        child.Do(SystemCall.Setresuid, $"{uid}", uid, uid, uid);
        NotDumpable(child);

        var (effective, permitted, inheritable) = (granted.Effective, granted.Permitted, granted.Inheritable);
        const uint version = 0x20080522;
        child.Do(SystemCall.Capset, $"effective {effective:x} permitted {permitted:x} inheritable {inheritable:x}", PlanData.Of(version, 0u),
            PlanData.Of((uint)effective, (uint)permitted, (uint)inheritable, (uint)(effective >> 32), (uint)(permitted >> 32), (uint)(inheritable >> 32)));
        for (var n = 0; n < Capabilities.Names.Count; n++)
            if ((granted.Ambient >> n & 1) != 0)
                child.Do(SystemCall.Prctl, $"PR_CAP_AMBIENT_RAISE {Capabilities.Names[n]}", Flags.Ambient, Flags.AmbientRaise, n, 0, 0);
    }

    /// <summary>
    /// After each change of ids: then the kernel takes the machine's fs.suid_dumpable (prctl(2)), by which those who have the same ids
    /// in the container might look into what is still our program. The execve makes it dumpable as usual.
    /// </summary>
    public static void NotDumpable(PlanSide child) => child.Do(SystemCall.Prctl, "PR_SET_DUMPABLE 0", Flags.Dumpable, 0, 0, 0, 0);

    /// <summary>The small init, a copy of the keeper's own program, which starts the command and reaps.</summary>
    public static void ExecuteReaper(PlanSide child, OciProcess process)
    {
        var arguments = process.Args is { Count: > 0 } args ? args : throw new InvalidSpecException("process.args", null, "at least a program");
        child.Do(SystemCall.Execveat, $"containment-init for {arguments[0]}", StreamSteps.Program, "", PlanData.Of(["containment-init", "reap", .. arguments]), PlanData.Of(process.Env ?? []), Flags.EmptyPath);
    }
}
