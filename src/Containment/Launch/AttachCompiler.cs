using Containment.Launch.Plans;
using Containment.Linux.Processes;
using Containment.Volumes;

namespace Containment.Launch;

/// <summary>
/// Puts a volume into a container that runs, or takes it out, by a process of its own that goes into the container's mount namespace and ends. Pure.
/// For <see cref="Launcher.DetachAsync"/>.
/// </summary>
internal static class AttachCompiler
{
    private const int NoFollow = 8;

    /// <param name="init">The container's first process, as the host sees it.</param>
    /// <param name="volume">The volume, ready.</param>
    /// <param name="ids">How the container's ids are ids here; null without a user namespace.</param>
    public static LaunchPlan Attach(int init, OpenVolume volume, IdMaps? ids)
    {
        var plan = new PlanBuilder();
        var (keeper, target) = (plan.Keeper, volume.Mount.Target);
        var process = Process(plan, init);
        PlanSlot? users = ids is null ? null : plan.Slot();
        if (users is { } space) keeper.Get(space, SystemCall.Openat, "the container's user namespace", Flags.AtCwd, $"/proc/{init}/ns/user", Flags.CloseOnExec, 0);
        var mount = VolumeSteps.Make(plan, keeper, volume, users);
        var root = Enter(plan, process, init);
        // What has to be made for it is the container's.
        if (ids is not null) RootSteps.BecomeRootOf(keeper, ids);
        var place = plan.Slot();
        var find = MountSteps.Find(root, place, target, symlinks: true);
        PlaceSteps.Make(keeper, root, target, null, place, find);
        keeper.Add(find);
        TreeSteps.Refuse(keeper, place, target);
        keeper.Add(MountSteps.Attach(mount, place, $"volume {volume.Mount.Volume} on {target}"));
        keeper.Do(SystemCall.Detach, "the end");
        return plan.Build();
    }

    /// <param name="init">The container's first process, as the host sees it.</param>
    /// <param name="target">Where something is mounted, without any link in the path.</param>
    public static LaunchPlan Detach(int init, string target)
    {
        var plan = new PlanBuilder();
        var (keeper, at) = (plan.Keeper, target.LastIndexOf('/'));
        var root = Enter(plan, Process(plan, init), init);
        var parent = plan.Slot();
        keeper.Add(MountSteps.Find(root, parent, at == 0 ? "/" : target[..at], symlinks: false));
        keeper.Do(SystemCall.Fchdir, target, parent);
        keeper.Add(new(SystemCall.Umount2, target[(at + 1)..], NoFollow) { Verb = "umount", Subject = target });
        keeper.Do(SystemCall.Detach, "the end");
        return plan.Build();
    }

    private static PlanSlot Process(PlanBuilder plan, int init)
    {
        var process = plan.Slot();
        plan.Keeper.Do(SystemCall.Umask, "0", 0);
        plan.Keeper.Get(process, SystemCall.PidfdOpen, $"{init}", init, 0);
        return process;
    }

    private static PlanSlot Enter(PlanBuilder plan, PlanSlot process, int init)
    {
        var root = plan.Slot();
        plan.Keeper.Do(SystemCall.Setns, $"{init} {NamespaceChoice.Words(Flags.NewMount)}", process, Flags.NewMount);
        plan.Keeper.Get(root, SystemCall.Openat, "/", Flags.AtCwd, "/", Flags.PathOnly | Flags.DirectoryOnly | Flags.CloseOnExec, 0);
        return root;
    }
}
