using Containment.Devices;
using Containment.Launch.Plans;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch;

/// <summary>
/// Makes device nodes in the /dev of a container that runs, or takes them away, by a process of its own that goes into the container's mount namespace
/// and ends. That /dev is a tmpfs of the host's making, so that nodes work there also where the container has a user namespace. Pure.
/// </summary>
internal static class NodeCompiler
{
    private const int RemoveDirectory = 0x200;

    /// <param name="init">The container's first process, as the host sees it.</param>
    /// <param name="nodes">What is to be there; none of it is.</param>
    /// <param name="ids">How the container's ids are ids here; null without a user namespace.</param>
    public static LaunchPlan Make(int init, IReadOnlyList<NodePart> nodes, IdMaps? ids)
    {
        var (plan, root) = Begin(init);
        var keeper = plan.Keeper;
        if (ids is not null) RootSteps.BecomeRootOf(keeper, ids);
        foreach (var node in nodes)
        {
            var (directory, name) = Directory(plan, root, node.Target);
            var mode = (node.Kind == 'b' ? Flags.BlockDevice : Flags.CharacterDevice) | (long)node.Mode;
            keeper.Do(SystemCall.Mknodat, node.Target, directory, name, mode, (long)(node.Minor & 0xff | (node.Major & 0xfff) << 8 | (node.Minor & ~0xffu) << 12));
            if (node.Uid != 0 || node.Gid != 0) keeper.Do(SystemCall.Fchownat, $"{node.Target} to {node.Uid}:{node.Gid}", directory, name, ids?.Uid(node.Uid) ?? node.Uid, ids?.Gid(node.Gid) ?? node.Gid, 0);
        }
        keeper.Do(SystemCall.Detach, "the end");
        return plan.Build();
    }

    /// <summary>What is not there any more is no error: the container may have removed or renamed it.</summary>
    public static LaunchPlan Remove(int init, IReadOnlyList<string> targets)
    {
        var (plan, root) = Begin(init);
        var keeper = plan.Keeper;
        foreach (var target in targets.Reverse())
        {
            var names = target.Split('/', StringSplitOptions.RemoveEmptyEntries);
            var parent = plan.Slot();
            // Without its directory there is nothing to remove.
            var find = MountSteps.Find(root, parent, "/" + string.Join('/', names[..^1]), symlinks: false);
            var own = names.Length > 2 && !DeviceSteps.Directories.Contains(names[1]);
            keeper.Add(find with { Tolerated = [Errno.ENOENT, Errno.ELOOP, Errno.ENOTDIR], SkipRefused = (byte)(own ? 4 : 2) });
            keeper.Do(SystemCall.Expect, target, parent, FileSystemType.Memory, 1);
            keeper.Try([Errno.ENOENT, Errno.EISDIR], SystemCall.Unlinkat, target, parent, names[^1], 0);
            if (!own) continue;
            var above = plan.Slot();
            keeper.Add(MountSteps.Find(root, above, "/" + string.Join('/', names[..^2]), symlinks: false));
            keeper.Try([Errno.ENOENT, Errno.ENOTEMPTY, Errno.ENOTDIR, Errno.EBUSY], SystemCall.Unlinkat, target, above, names[^2], RemoveDirectory);
        }
        keeper.Do(SystemCall.Detach, "the end");
        return plan.Build();
    }

    private static (PlanBuilder Plan, PlanSlot Root) Begin(int init)
    {
        var plan = new PlanBuilder();
        return (plan, AttachCompiler.Enter(plan, AttachCompiler.Process(plan, init), init));
    }

    // Never by a link: root inside could lead it out of /dev.
    private static (PlanSlot Directory, string Name) Directory(PlanBuilder plan, PlanSlot root, string target)
    {
        var names = target.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var directory = plan.Slot();
        plan.Keeper.Add(MountSteps.Find(root, directory, "/dev", symlinks: false));
        for (var n = 2; n < names.Length; n++)
        {
            plan.Keeper.Try([Errno.EEXIST], SystemCall.Mkdirat, $"/{string.Join('/', names[..n])}", directory, names[n - 1], 0x1ed);
            directory = plan.Slot();
            plan.Keeper.Add(MountSteps.Find(root, directory, "/" + string.Join('/', names[..n]), symlinks: false));
        }
        plan.Keeper.Do(SystemCall.Expect, target, directory, FileSystemType.Memory, 1);
        return (directory, names[^1]);
    }
}
