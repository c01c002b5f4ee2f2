using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>Everything that is mounted inside the root, in the order of the specification.</summary>
internal static class TreeSteps
{
    private static readonly HashSet<string> OfTheKernel = ["proc", "sysfs", "cgroup", "cgroup2", "mqueue", "devpts"];

    /// <summary>Opens what is to be bound, by the keeper, for whom the host's paths are.</summary>
    public static List<TreeMount> OpenBinds(LaunchScope scope)
    {
        List<TreeMount> all = [];
        foreach (var mount in scope.Request.Spec.Mounts ?? [])
        {
            if (!mount.Destination.StartsWith('/')) throw new InvalidSpecException("mounts.destination", mount.Destination, "an absolute path");
            var options = MountOptionsParser.Parse(mount.Options);
            if (mount.Type == "sysfs" && !OwnNetwork(scope)) all.Add(new(mount, options, Bind(scope, mount with { Source = "/sys" }, options with { Bind = BindKind.Recursive, RecursiveSet = options.RecursiveSet | options.Set & MountAttributes.ReadOnly }), IsBind: true));
            else if (options.Bind != BindKind.None || mount.Type == "bind") all.Add(new(mount, options, Bind(scope, mount, options), IsBind: true));
            else if (mount is { Destination: "/dev", Type: "tmpfs" }) all.Add(new(mount, options, scope.Devices, IsBind: false));
            else if (mount.Type is "cgroup" or "cgroup2" && scope.Request.Cgroup.UnifiedDirectory is null) continue;
            else all.Add(new(mount, options, null, IsBind: false));
        }
        return all;
    }

    // The kernel gives sysfs only to who owns the network namespace; to others, the host's.
    private static bool OwnNetwork(LaunchScope scope) => scope.Namespaces.Has(Flags.NewNetwork) || scope.Request.Powers.Nodes && scope.Ids is null;

    private static PlanSlot Bind(LaunchScope scope, OciMount mount, MountOptions options)
    {
        var source = mount.Source is { Length: > 0 } path && path[0] == '/' ? path : throw new InvalidSpecException("mounts.source", mount.Source, "an absolute path of the host");
        var slot = scope.Plan.Slot();
        var recursive = options.Bind == BindKind.Recursive;
        var subject = $"{source} on {mount.Destination}";
        MountSteps.Copy(scope.Maker, slot, Flags.AtCwd, source, recursive, subject);
        MountSteps.Change(scope.Maker, slot, subject, options.RecursiveSet, options.RecursiveClear, (ulong)Propagation.Private, recursive);
        if ((options.Set | options.Clear) != 0) MountSteps.Change(scope.Maker, slot, subject, options.Set, options.Clear, 0, recursive: false);
        if (options.IdMap != IdMapKind.None && scope.Outside is not null)
            MountSteps.Change(scope.Maker, slot, subject, 0, 0, 0, options.IdMap == IdMapKind.Recursive, scope.UserNamespace);
        return slot;
    }

    /// <summary>Makes the file systems that belong to the container's own namespaces, by the child, while the host's tree is still there (the kernel
    /// gives proc and sysfs only to who could see them before).</summary>
    public static void Create(LaunchScope scope, List<TreeMount> mounts)
    {
        for (var n = 0; n < mounts.Count; n++)
        {
            if (mounts[n].Slot is not null) continue;
            var (mount, options) = (mounts[n].Mount, mounts[n].Options);
            var type = mount.Type switch { "cgroup" => "cgroup2", { Length: > 0 } given => given, _ => throw new InvalidSpecException("mounts.type", null, "the type of a file system") };
            var data = type == "cgroup2" ? options.Data.Where(option => option.Key is "nsdelegate" or "memory_recursiveprot") : options.Data;
            // A terminal's group that the container does not have, because it has no group but one.
            if (type == "devpts" && scope.Ids is { } ids) data = data.Where(option => option.Key != "gid" || !uint.TryParse(option.Value, out var gid) || ids.Groups.Any(map => gid >= map.ContainerId && gid - map.ContainerId < map.Size));
            mounts[n] = mounts[n] with { Slot = MountSteps.Create(scope.Plan, scope.Child, type, mount.Source ?? type, data, options.Set, $"{type} on {mount.Destination}") };
        }
    }

    public static void Attach(LaunchScope scope, List<TreeMount> mounts)
    {
        var place = scope.Plan.Slot();
        foreach (var (mount, options, slot, isBind) in mounts)
        {
            var subject = $"{mount.Type ?? "bind"} on {mount.Destination}";
            var kernel = mount.Type is { } type && OfTheKernel.Contains(type);
            var find = MountSteps.Find(scope.Root, place, mount.Destination, symlinks: !kernel);
            if (!Exists(mount.Destination, mounts)) MakePlace(scope, mount.Destination, isBind ? slot : null, place, find);
            scope.Child.Add(find);
            if (!IsOfTheKernel(mount.Destination, mounts)) Refuse(scope.Child, place, mount.Destination);
            scope.Child.Add(MountSteps.Attach(slot!.Value, place, subject));
            scope.Child.Do(SystemCall.Close, mount.Destination, place);
            foreach (var change in options.Propagation)
                if (change.Kind != Propagation.Private) MountSteps.Change(scope.Child, slot.Value, subject, 0, 0, (ulong)change.Kind, change.Recursive);
        }
        DeviceSteps.Attach(scope);
    }

    private static bool IsOfTheKernel(string destination, List<TreeMount> mounts) => mounts.Any(other =>
        other.Mount is { Type: "proc" or "sysfs" } && (destination == other.Mount.Destination || destination.StartsWith(other.Mount.Destination + "/", StringComparison.Ordinal)));

    // A link of the image, or of a volume that another container changes, must not put a volume over what the kernel says or hears.
    private static void Refuse(PlanSide child, PlanSlot place, string destination)
    {
        child.Do(SystemCall.Expect, $"{destination}, which leads into procfs", place, FileSystemType.Proc, 0);
        child.Do(SystemCall.Expect, $"{destination}, which leads into sysfs", place, FileSystemType.System, 0);
    }

    // Inside file systems that we or the kernel fill, the places are there.
    private static bool Exists(string destination, List<TreeMount> mounts) => mounts.Any(other =>
        other.Mount.Destination is var above && destination.StartsWith(above + "/", StringComparison.Ordinal)
        && (other.Mount.Type is "proc" or "sysfs" || above == "/dev" && !other.IsBind && DeviceSteps.Directories.Contains(destination[5..])));

    /// <summary>
    /// Makes a directory, or for a bound file a file, where there is none. Each name is made in a directory that was found under the
    /// root: a link of the image, through /proc/self/fd, must not have one made on the host.
    /// </summary>
    private static void MakePlace(LaunchScope scope, string destination, PlanSlot? bound, PlanSlot place, PlanStep find)
    {
        const int deepest = 100;
        var (child, names) = (scope.Child, destination.Split('/', StringSplitOptions.RemoveEmptyEntries));
        if (names.Length is 0 or > deepest) throw new InvalidSpecException("mounts.destination", destination, $"a path of 1 to {deepest} names");
        IReadOnlyList<Errno> there = [Errno.EEXIST, Errno.EROFS, Errno.EPERM];
        var look = child.Steps.Count;
        child.Add(find);
        var parent = scope.Root;
        for (var n = 1; n < names.Length; n++)
        {
            var above = "/" + string.Join('/', names[..n]);
            child.Try(there, SystemCall.Mkdirat, above, parent, names[n - 1], 0x1ed);
            child.Add(MountSteps.Find(scope.Root, place, above, symlinks: true));
            parent = place;
        }
        if (bound is { } source)
        {
            child.Add(new(SystemCall.Openat, source, ".", Flags.PathOnly | Flags.DirectoryOnly | Flags.CloseOnExec, 0)
            {
                Subject = $"the source for {destination}", Tolerated = [Errno.ENOTDIR], SkipRefused = 1,
            });
            child.Add(new(SystemCall.Mkdirat, parent, names[^1], 0x1ed) { Subject = destination, Tolerated = there, SkipDone = 1, SkipRefused = 1 });
            child.Try(there, SystemCall.Mknodat, destination, parent, names[^1], Flags.Regular | 0x1a4, 0);
        }
        else
        {
            child.Try(there, SystemCall.Mkdirat, destination, parent, names[^1], 0x1ed);
        }
        // Most places are there, and then they are looked for once.
        child.Steps[look] = find with { Tolerated = [Errno.ENOENT], SkipDone = (byte)(child.Steps.Count - look) };
    }
}
