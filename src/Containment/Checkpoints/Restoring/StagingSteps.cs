using Containment.Bundles.Mounting;
using Containment.Checkpoints.Criu;
using Containment.Launch.Plans;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Checkpoints.Restoring;

/// <summary>Puts below CRIU's own /run what the images do not hold, each at a path of its own.</summary>
internal static class StagingSteps
{
    public const string Root = "/run/root";

    private const MountAttributes Inert = MountAttributes.NoSuid | MountAttributes.NoDev | MountAttributes.NoExec;

    /// <summary>The names by which images ask for them, and the paths.</summary>
    public static IReadOnlyList<(string Name, string Path)> Stage(LaunchScope scope, IReadOnlyList<TreeMount> mounts)
    {
        var (plan, child) = (scope.Plan, scope.Child);
        List<(string Name, string Path)> staged = [];
        Attach(child, scope.Root, Root, isFile: false);
        Add(CriuRequests.Devices, scope.Devices);
        Add(CriuRequests.Mask, MountSteps.Create(plan, child, "tmpfs", "tmpfs", [new("size", "4k"), new("nr_inodes", "2")], MountAttributes.ReadOnly | Inert, "tmpfs over masked directories"));
        foreach (var tree in mounts)
        {
            var (mount, options, slot, isBind) = tree;
            // One of the hierarchies that a host of containers sees.
            if (tree.PlaceInLast is not null) Add(CriuRequests.Cgroups + mount.Destination, slot!.Value);
            else if (isBind) Add(mount.Destination, slot!.Value, isBind);
            else if (mount.Type is "cgroup" or "cgroup2") Add(CriuRequests.Cgroups + mount.Destination, MountSteps.Create(plan, child, "cgroup2", "cgroup", [], options.Set, "cgroup2"));
            else if (mount is { Type: "tmpfs", Destination: "/dev/shm" })
                Add(CriuRequests.SharedMemory, MountSteps.Create(plan, child, "tmpfs", mount.Source ?? "shm", [.. options.Data, new("uid", $"{scope.RootUid}"), new("gid", $"{scope.RootGid}")], options.Set, "tmpfs on /dev/shm"));
        }
        return staged;

        void Add(string name, PlanSlot slot, bool isBind = false)
        {
            var path = $"/run/{staged.Count}";
            Attach(child, slot, path, isBind);
            staged.Add((name, path));
        }
    }

    private static void Attach(PlanSide child, PlanSlot mount, string path, bool isFile)
    {
        // What is bound may be a file or a directory; its place must be of its kind.
        if (isFile)
        {
            child.Add(new(SystemCall.Openat, mount, ".", Flags.PathOnly | Flags.DirectoryOnly | Flags.CloseOnExec, 0) { Subject = path, Tolerated = [Errno.ENOTDIR], SkipRefused = 1 });
            child.Add(new(SystemCall.Mkdirat, Flags.AtCwd, path, 0x1c0) { Subject = path, SkipDone = 1 });
            child.Do(SystemCall.Mknodat, path, Flags.AtCwd, path, Flags.Regular | 0x180, 0);
        }
        else child.Do(SystemCall.Mkdirat, path, Flags.AtCwd, path, 0x1c0);
        child.Add(new(SystemCall.MoveMount, mount, "", Flags.AtCwd, path, Flags.MoveFromEmpty) { Verb = "mount", Subject = path });
    }
}
