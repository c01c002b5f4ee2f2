using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>The clone into new namespaces, and what makes them the container's.</summary>
internal static class NamespaceSteps
{
    private const int Kill = 9;

    public static void Clone(LaunchScope scope, PlanSlot? unified, IReadOnlyList<(PlanSlot Slot, string Path)> legacy)
    {
        var (keeper, namespaces, powers) = (scope.Keeper, scope.Namespaces, scope.Request.Powers);
        if (!powers.Mounts)
        {
            if (scope.Ids is null) throw new InvalidSpecException("linux.namespaces", null, "a user namespace, without which an ordinary user can begin no container");
            // Whoever maps its ids finds it by its directory in /proc, which is root's while nobody may look into its memory (proc(5)).
            keeper.Do(SystemCall.Prctl, "PR_SET_DUMPABLE 1", Flags.Dumpable, 1, 0, 0, 0);
        }
        if (namespaces.Has(Flags.NewTime) && !ClockInside(scope)) MakeTime(scope);
        if (scope.Process.OomScoreAdj is { } score) scope.OwnScore = OutOfMemoryScore.Set(scope.Plan, score);

        var made = namespaces.New & ~Flags.NewTime;
        if (namespaces.Joined.Count > 0)
        {
            JoinSteps.Clone(scope, unified, legacy, made);
        }
        else
        {
            if (scope.Legacy) made &= ~Flags.NewCgroup;
            (scope.Pid, var pidfd) = (scope.Plan.Slot(), scope.Plan.Slot());
            keeper.Get(scope.Pid, SystemCall.CloneChild, NamespaceChoice.Words(made), made, 0, unified?.Number ?? PlanSlot.None, pidfd.Number);
        }
        if (namespaces.Has(Flags.NewUser)) MapIds(scope);
    }

    /// <summary>Gives the child's user namespace its ids, and keeps it open for the mounts.</summary>
    public static void MapIds(LaunchScope scope)
    {
        if (scope.Ids is not { } ids) return;
        var powers = scope.Request.Powers;
        if (powers.Maps)
        {
            // The kernel wants it of who maps his own id alone (user_namespaces(7)).
            if (!powers.Groups) Map(scope, scope.Pid, "setgroups", "deny");
            Map(scope, scope.Pid, "uid_map", IdMaps.Text(ids.Users));
            Map(scope, scope.Pid, "gid_map", IdMaps.Text(ids.Groups));
        }
        else
        {
            scope.Keeper.Do(SystemCall.Pause, "its ids to be mapped", (int)LaunchPause.MapIds);
        }
        if (!powers.Mounts)
        {
            scope.Keeper.Do(SystemCall.Prctl, "PR_SET_DUMPABLE 0", Flags.Dumpable, 0, 0, 0, 0);
            return;
        }
        scope.UserNamespace = scope.Plan.Slot();
        var path = Patched(scope, scope.Pid, "/proc/##########/ns/user");
        scope.Keeper.Get(scope.UserNamespace, SystemCall.Openat, "the user namespace", Flags.AtCwd, path, Flags.CloseOnExec, 0);
    }

    /// <summary>What the child does first. <paramref name="idsReady"/> is what the keeper signals when ids are mapped.</summary>
    public static void Enter(LaunchScope scope, IReadOnlyList<(PlanSlot Slot, string Path)> legacy, int idsReady)
    {
        var (keeper, child, spec) = (scope.Keeper, scope.Child, scope.Request.Spec);
        child.Do(SystemCall.Prctl, "PR_SET_PDEATHSIG", Flags.DeathSignal, Kill, 0, 0, 0);
        if (scope.Namespaces.Joined.Count == 0)
        {
            CgroupSteps.Enter(child, legacy);
            if (scope.Legacy && scope.Namespaces.Has(Flags.NewCgroup)) child.Do(SystemCall.Unshare, "cgroup", Flags.NewCgroup);
        }
        child.Do(SystemCall.Setsid, "");
        if (scope.Namespaces.Has(Flags.NewMount)) child.Do(SystemCall.Mount, "/ private", 0, "/", 0, Flags.MountPrivateRecursive, 0);
        if (scope.Ids is not null)
        {
            keeper.Do(SystemCall.Signal, "ids are mapped", idsReady);
            child.Do(SystemCall.Await, "ids", idsReady);
            child.Do(SystemCall.Setresgid, "0", 0, 0, 0);
            child.Do(SystemCall.Setresuid, "0", 0, 0, 0);
            ProcessSteps.NotDumpable(child);
            // A change of ids has cleared it (prctl(2)).
            child.Do(SystemCall.Prctl, "PR_SET_PDEATHSIG", Flags.DeathSignal, Kill, 0, 0, 0);
        }
        if (scope.Namespaces.Has(Flags.NewTime) && ClockInside(scope))
        {
            child.Do(SystemCall.Unshare, "time", Flags.NewTime);
            if (Offsets(scope).Count > 0) child.Do(SystemCall.Arrive, "its clock to be set", Marks.ClockMade);
        }
        if (spec.Hostname is { Length: > 0 } name) child.Do(SystemCall.Sethostname, name, PlanData.Of(name), System.Text.Encoding.UTF8.GetByteCount(name));
        if (spec.Domainname is { Length: > 0 } domain) child.Do(SystemCall.Setdomainname, domain, PlanData.Of(domain), System.Text.Encoding.UTF8.GetByteCount(domain));
    }

    private static void MakeTime(LaunchScope scope)
    {
        if (!scope.Request.Powers.Mounts)
            throw new ContainmentException(FailureReason.Unsupported, "linux.namespaces", "a time namespace is made by the keeper, before there is a user namespace to own it: only root can begin a container with one");
        scope.Keeper.Do(SystemCall.Unshare, "time", Flags.NewTime);
        foreach (var line in Offsets(scope)) SetOffset(scope, "/proc/self/timens_offsets", line);
    }

    /// <summary>Before anything runs in it, the keeper sets the clock that the child has made: only it may open the file for that.</summary>
    public static void SetClock(LaunchScope scope)
    {
        if (!scope.Namespaces.Has(Flags.NewTime) || !ClockInside(scope) || Offsets(scope).Count == 0) return;
        scope.Keeper.Do(SystemCall.AwaitChild, "its clock", Marks.ClockMade);
        foreach (var line in Offsets(scope)) SetOffset(scope, Patched(scope, scope.Pid, "/proc/##########/timens_offsets"), line);
    }

    // A time namespace belongs to the user namespace of who makes it; CRIU saves it only where that is the container's own.
    private static bool ClockInside(LaunchScope scope) => scope.Ids is not null && scope.Namespaces.Joined.Count == 0 && scope.Request.Powers.Mounts;

    private static List<string> Offsets(LaunchScope scope) =>
        [.. (scope.Request.Spec.Linux?.TimeOffsets ?? new Dictionary<string, Bundles.Oci.OciTimeOffset>()).Select(one => $"{one.Key} {one.Value.Secs} {one.Value.Nanosecs}\n")];

    private static void SetOffset(LaunchScope scope, PlanArgument path, string line) =>
        scope.Keeper.Do(SystemCall.WriteFile, $"timens_offsets {line.TrimEnd()}", Flags.AtCwd, path, PlanData.Of(line), line.Length);

    public static void Map(LaunchScope scope, PlanSlot pid, string file, string text)
    {
        var path = Patched(scope, pid, $"/proc/##########/{file}");
        scope.Keeper.Do(SystemCall.WriteFile, $"{file} {text.TrimEnd().Replace('\n', ',')}", Flags.AtCwd, path, PlanData.Of(text), text.Length);
    }

    /// <summary>A path with a child's pid where the ten signs are.</summary>
    public static PlanData Patched(LaunchScope scope, PlanSlot pid, string path)
    {
        var data = PlanData.Of(path);
        scope.Keeper.Do(SystemCall.Patch, $"the pid in {path.Replace("##########", "PID", StringComparison.Ordinal)}", pid, PlanArgument.Inside(data, path.IndexOf('#')), 10);
        return data;
    }
}
