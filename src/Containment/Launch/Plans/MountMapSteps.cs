using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// User namespaces for mounts that have id maps of their own. The kernel takes maps only in the form of a user namespace, so a process makes
/// one and ends; a descriptor keeps it.
/// </summary>
internal static class MountMapSteps
{
    private const int Mapper = 2, Kill = 9, ByPid = 1, Exited = 4, Mapped = 99, Nothing = 0;

    /// <summary>Before the clone of the first process, whose stack these use.</summary>
    public static void Make(LaunchScope scope)
    {
        foreach (var mount in scope.Request.Spec.Mounts ?? [])
        {
            if (mount.UidMappings is not { Count: > 0 } users || mount.GidMappings is not { Count: > 0 } groups) continue;
            var ids = new IdMaps(users, groups);
            if (!scope.MountMaps.ContainsKey(Name(ids))) scope.MountMaps[Name(ids)] = Make(scope, ids);
        }
    }

    /// <summary>The user namespace whose maps a mount wants; null when it wants none.</summary>
    public static PlanSlot? Of(LaunchScope scope, OciMount mount, MountOptions options)
    {
        if (mount is { UidMappings: { Count: > 0 } users, GidMappings: { Count: > 0 } groups }) return scope.MountMaps[Name(new(users, groups))];
        if (options.IdMap == IdMapKind.None) return null;
        // As root inside a user namespace the ids are right already.
        if (scope.Ids is not null) return scope.Outside is null ? null : scope.UserNamespace;
        throw new InvalidSpecException("mounts.options", "idmap", "uidMappings and gidMappings of the mount, or a user namespace");
    }

    private static PlanSlot Make(LaunchScope scope, IdMaps ids)
    {
        var (plan, keeper, mapper) = (scope.Plan, scope.Keeper, scope.Plan.Mapper);
        if (mapper.Steps.Count == 0)
        {
            mapper.Do(SystemCall.Prctl, "PR_SET_PDEATHSIG", Flags.DeathSignal, Kill, 0, 0, 0);
            mapper.Do(SystemCall.Await, "ids", Mapped);
            mapper.Do(SystemCall.ExitGroup, "0", 0);
        }
        var (pid, space) = (plan.Slot(), plan.Slot());
        keeper.Get(pid, SystemCall.CloneChild, "user, for a mount", Flags.NewUser, Mapper, PlanSlot.None, plan.Slot().Number);
        NamespaceSteps.Map(scope, pid, "uid_map", IdMaps.Text(ids.Users));
        NamespaceSteps.Map(scope, pid, "gid_map", IdMaps.Text(ids.Groups));
        keeper.Get(space, SystemCall.Openat, "the user namespace for a mount", Flags.AtCwd, NamespaceSteps.Patched(scope, pid, "/proc/##########/ns/user"), Flags.CloseOnExec, 0);
        keeper.Do(SystemCall.Signal, "ids are mapped", Mapped);
        keeper.Do(SystemCall.Waitid, "who makes the user namespace for a mount", ByPid, pid, 0, Exited, 0);
        keeper.Do(SystemCall.Signal, "nothing yet", Nothing);
        return space;
    }

    private static string Name(IdMaps ids) => $"{IdMaps.Text(ids.Users)}/{IdMaps.Text(ids.Groups)}";
}
