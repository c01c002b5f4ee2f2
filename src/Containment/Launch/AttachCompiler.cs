using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;
using Containment.Launch.Plans;
using Containment.Linux.Processes;
using Containment.Volumes;

namespace Containment.Launch;

/// <summary>
/// Puts a volume or another mount into a container that runs, or takes it out, by a process of its own that goes into the container's mount namespace and ends. Pure.
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
        return Put(plan, init, process, mount, target, ids, bound: null, $"volume {volume.Mount.Volume} on {target}");
    }

    /// <summary>A tree of the host or a new file system, as the same mount of a description would be.</summary>
    /// <param name="init">The container's first process, as the host sees it.</param>
    /// <param name="mount">What and where.</param>
    /// <param name="ids">How the container's ids are ids here; null without a user namespace.</param>
    public static LaunchPlan Mount(int init, OciMount mount, IdMaps? ids)
    {
        var plan = new PlanBuilder();
        var (keeper, options) = (plan.Keeper, MountOptionsParser.Parse(mount.Options));
        var process = Process(plan, init);
        var (subject, bind) = ($"{mount.Source} on {mount.Destination}", options.Bind != BindKind.None);
        PlanSlot slot;
        if (bind)
        {
            slot = plan.Slot();
            var recursive = options.Bind == BindKind.Recursive;
            MountSteps.Copy(keeper, slot, Flags.AtCwd, mount.Source!, recursive, subject);
            MountSteps.Change(keeper, slot, subject, options.RecursiveSet, options.RecursiveClear, (ulong)Propagation.Private, recursive);
            if ((options.Set | options.Clear) != 0) MountSteps.Change(keeper, slot, subject, options.Set, options.Clear, 0, recursive: false);
            if (options.IdMap != IdMapKind.None && ids is not null)
            {
                var users = plan.Slot();
                keeper.Get(users, SystemCall.Openat, "the container's user namespace", Flags.AtCwd, $"/proc/{init}/ns/user", Flags.CloseOnExec, 0);
                MountSteps.Change(keeper, slot, subject, 0, 0, 0, options.IdMap == IdMapKind.Recursive, users);
            }
        }
        else
        {
            List<FileSystemOption> data = ids is null || mount.Type != "tmpfs" ? [.. options.Data] : [.. options.Data, new("uid", $"{ids.Uid(0)}"), new("gid", $"{ids.Gid(0)}")];
            slot = MountSteps.Create(plan, keeper, mount.Type!, mount.Source ?? mount.Type, data, options.Set | options.RecursiveSet, subject);
        }
        return Put(plan, init, process, slot, mount.Destination, ids, bind ? slot : null, subject, memory: mount.Type == "tmpfs" && !bind);
    }

    /// <param name="init">The container's first process, as the host sees it.</param>
    /// <param name="target">Where something is mounted, without any link in the path.</param>
    /// <param name="lazy">Also where it is in use: it goes when nobody uses it any more.</param>
    public static LaunchPlan Detach(int init, string target, bool lazy = false)
    {
        var plan = new PlanBuilder();
        var (keeper, at) = (plan.Keeper, target.LastIndexOf('/'));
        var root = Enter(plan, Process(plan, init), init);
        var parent = plan.Slot();
        keeper.Add(MountSteps.Find(root, parent, at == 0 ? "/" : target[..at], symlinks: false));
        keeper.Do(SystemCall.Fchdir, target, parent);
        keeper.Add(new(SystemCall.Umount2, target[(at + 1)..], NoFollow | (lazy ? Flags.Detach : 0)) { Verb = "umount", Subject = target });
        keeper.Do(SystemCall.Detach, "the end");
        return plan.Build();
    }

    private static LaunchPlan Put(PlanBuilder plan, int init, PlanSlot process, PlanSlot mount, string target, IdMaps? ids, PlanSlot? bound, string subject, bool memory = false)
    {
        var (keeper, root) = (plan.Keeper, Enter(plan, process, init));
        // What has to be made for it is the container's.
        if (ids is not null) RootSteps.BecomeRootOf(keeper, ids);
        var place = plan.Slot();
        var find = MountSteps.Find(root, place, target, symlinks: true);
        PlaceSteps.Make(keeper, root, target, bound, place, find, memory ? 0x3ff : 0x1ed);
        keeper.Add(find);
        TreeSteps.Refuse(keeper, place, target);
        // A new tmpfs begins with the mode of what it hides.
        if (memory) keeper.Do(SystemCall.CopyTree, $"the mode to {subject}", place, mount, 0);
        keeper.Add(MountSteps.Attach(mount, place, subject));
        keeper.Do(SystemCall.Detach, "the end");
        return plan.Build();
    }

    public static PlanSlot Process(PlanBuilder plan, int init)
    {
        var process = plan.Slot();
        plan.Keeper.Do(SystemCall.Umask, "0", 0);
        plan.Keeper.Get(process, SystemCall.PidfdOpen, $"{init}", init, 0);
        return process;
    }

    public static PlanSlot Enter(PlanBuilder plan, PlanSlot process, int init)
    {
        var root = plan.Slot();
        plan.Keeper.Do(SystemCall.Setns, $"{init} {NamespaceChoice.Words(Flags.NewMount)}", process, Flags.NewMount);
        plan.Keeper.Get(root, SystemCall.Openat, "/", Flags.AtCwd, "/", Flags.PathOnly | Flags.DirectoryOnly | Flags.CloseOnExec, 0);
        return root;
    }
}
