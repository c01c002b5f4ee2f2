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
    public static List<TreeMount> OpenBinds(LaunchScope scope) =>
        [.. (scope.Request.Spec.Mounts ?? []).SelectMany(mount => Open(scope, mount)), .. scope.Request.Volumes.Select(volume => VolumeSteps.Open(scope, volume))];

    /// <summary>
    /// Makes all in the order of the specification, keeper and child by turns: programs see mounts in the order in which they
    /// were made, and some count on it. /dev is made with them.
    /// </summary>
    public static List<TreeMount> MakeInOrder(LaunchScope scope)
    {
        var turns = new Turns(scope);
        List<TreeMount> all = [];
        foreach (var mount in scope.Request.Spec.Mounts ?? [])
        {
            if (ByMaker(scope, mount)) turns.Take(scope.Maker);
            if (mount is { Destination: "/dev", Type: "tmpfs" } && all.All(other => other.Mount.Destination != "/dev")) MakeDevices(scope);
            var made = Open(scope, mount).ToList();
            if (made.Any(one => one.Slot is null)) turns.Take(scope.Child);
            Create(scope, made);
            all.AddRange(made);
        }
        if (all.All(mount => mount.Mount is not { Destination: "/dev", Type: "tmpfs" })) MakeDevices(scope);
        if (scope.Request.Volumes.Count > 0) turns.Take(scope.Maker);
        all.AddRange(scope.Request.Volumes.Select(volume => VolumeSteps.Open(scope, volume)));
        return all;
    }

    private static void MakeDevices(LaunchScope scope)
    {
        RootSteps.BecomeMappedRoot(scope);
        DeviceSteps.Make(scope);
        RootSteps.BecomeHostRoot(scope);
    }

    private static bool ByMaker(LaunchScope scope, OciMount mount) => mount is { Type: "bind" } or { Destination: "/dev", Type: "tmpfs" }
        || MountOptionsParser.Parse(mount.Options).Bind != BindKind.None
        || mount.Type == "sysfs" && !OwnNetwork(scope)
        || mount.Type is "cgroup" or "cgroup2" && (scope.Legacy || scope.Ids is not null && !scope.Namespaces.Has(Flags.NewCgroup));

    private static IEnumerable<TreeMount> Open(LaunchScope scope, OciMount mount)
    {
        if (!mount.Destination.StartsWith('/')) throw new InvalidSpecException("mounts.destination", mount.Destination, "an absolute path");
        var options = MountOptionsParser.Parse(mount.Options);
        if (mount.Type == "sysfs" && !OwnNetwork(scope)) return [new(mount, options, BindSteps.Open(scope, mount with { Source = "/sys" }, options with { Bind = BindKind.Recursive, RecursiveSet = options.RecursiveSet | options.Set & MountAttributes.ReadOnly }), IsBind: true)];
        if (options.Bind != BindKind.None || mount.Type == "bind") return [new(mount, options, BindSteps.Open(scope, mount, options), IsBind: true)];
        if (mount is { Destination: "/dev", Type: "tmpfs" }) return [new(mount, options, scope.Devices, IsBind: false)];
        return mount.Type is "cgroup" or "cgroup2" ? CgroupMountSteps.Open(scope, mount, options) : [new(mount, options, null, IsBind: false)];
    }

    // The kernel gives sysfs only to who owns the network namespace; to others, the host's.
    private static bool OwnNetwork(LaunchScope scope) => scope.Namespaces.Has(Flags.NewNetwork) || scope.Request.Powers.Nodes && scope.Ids is null;

    /// <summary>Makes the file systems that belong to the container's own namespaces, by the child, while the host's tree is still there (the kernel
    /// gives proc and sysfs only to who could see them before).</summary>
    public static void Create(LaunchScope scope, List<TreeMount> mounts)
    {
        for (var n = 0; n < mounts.Count; n++)
        {
            if (mounts[n].Slot is not null) continue;
            var (mount, options) = (mounts[n].Mount, mounts[n].Options);
            var type = mount.Type switch { "cgroup" => "cgroup2", { Length: > 0 } given => given, _ => throw new InvalidSpecException("mounts.type", null, "the type of a file system") };
            IEnumerable<FileSystemOption> data = type == "cgroup2" ? options.Data.Where(option => option.Key is "nsdelegate" or "memory_recursiveprot") : [.. options.Data, .. LabelSteps.Context(scope, type)];
            // A terminal's group that the container does not have, because it has no group but one.
            if (type == "devpts" && scope.Ids is { } ids) data = data.Where(option => option.Key != "gid" || !uint.TryParse(option.Value, out var gid) || ids.Groups.Any(map => gid >= map.ContainerId && gid - map.ContainerId < map.Size));
            mounts[n] = mounts[n] with { Slot = MountSteps.Create(scope.Plan, scope.Child, type, mount.Source ?? type, data, AtOnce(mount, options), $"{type} on {mount.Destination}") };
        }
    }

    // What is still to be filled becomes read-only when it is.
    private static MountAttributes AtOnce(OciMount mount, MountOptions options) => (options.Set | options.RecursiveSet) & ~(mount.Type == "tmpfs" ? MountAttributes.ReadOnly : 0);

    public static void Attach(LaunchScope scope, List<TreeMount> mounts)
    {
        var place = scope.Plan.Slot();
        PlanSlot last = default;
        foreach (var tree in mounts)
        {
            var (mount, options, slot, isBind) = tree;
            var subject = $"{mount.Type ?? "bind"} on {mount.Destination}";
            if (tree.PlaceInLast is { } name)
            {
                scope.Child.Do(SystemCall.Mkdirat, mount.Destination, last, name, 0x1ed);
                scope.Child.Add(MountSteps.Attach(slot!.Value, last, name, subject));
                continue;
            }
            last = slot!.Value;
            var kernel = mount.Type is { } type && OfTheKernel.Contains(type);
            var find = MountSteps.Find(scope.Root, place, mount.Destination, symlinks: !kernel);
            if (!Exists(mount.Destination, mounts)) PlaceSteps.Make(scope.Child, scope.Root, mount.Destination, isBind ? slot : null, place, find, mount.Type == "tmpfs" ? 0x3ff : 0x1ed);
            scope.Child.Add(find);
            if (!IsOfTheKernel(mount.Destination, mounts)) Refuse(scope.Child, place, mount.Destination);
            if (mount.Type == "tmpfs" && !isBind) Fill(scope, tree, place, subject);
            scope.Child.Add(MountSteps.Attach(slot.Value, place, subject));
            scope.Child.Do(SystemCall.Close, mount.Destination, place);
            if (isBind) continue;
            foreach (var change in options.Propagation)
                if (change.Kind != Propagation.Private) MountSteps.Change(scope.Child, slot.Value, subject, 0, 0, (ulong)change.Kind, change.Recursive);
        }
        DeviceSteps.Attach(scope);
        // Other mounts may be inside of these, at places that had to be made.
        foreach (var (mount, options, slot, isBind) in mounts)
            if (mount.Type == "tmpfs" && !isBind && ((options.Set | options.RecursiveSet) & MountAttributes.ReadOnly) != 0)
                MountSteps.Change(scope.Child, slot!.Value, $"tmpfs on {mount.Destination} read-only", MountAttributes.ReadOnly, 0, 0, recursive: false);
    }

    // A new tmpfs begins as what it hides: with its mode, and on demand with all that is in it.
    private static void Fill(LaunchScope scope, TreeMount tree, PlanSlot place, string subject)
    {
        if (tree.Options.CopyUp) scope.Child.Do(SystemCall.CopyTree, $"what is there to {subject}", place, tree.Slot!.Value, 1);
        else if (tree.Mount.Destination != "/dev" && tree.Options.Data.All(option => option.Key != "mode")) scope.Child.Do(SystemCall.CopyTree, $"the mode to {subject}", place, tree.Slot!.Value, 0);
        foreach (var (name, target) in tree.Links) scope.Child.Do(SystemCall.Symlinkat, $"{tree.Mount.Destination}/{name}", target, tree.Slot!.Value, name);
    }

    private static bool IsOfTheKernel(string destination, List<TreeMount> mounts) => mounts.Any(other =>
        other.Mount is { Type: "proc" or "sysfs" } && (destination == other.Mount.Destination || destination.StartsWith(other.Mount.Destination + "/", StringComparison.Ordinal)));

    // A link of the image, or of a volume that another container changes, must not put a volume over what the kernel says or hears.
    public static void Refuse(PlanSide child, PlanSlot place, string destination)
    {
        child.Do(SystemCall.Expect, $"{destination}, which leads into procfs", place, FileSystemType.Proc, 0);
        child.Do(SystemCall.Expect, $"{destination}, which leads into sysfs", place, FileSystemType.System, 0);
    }

    // Inside file systems that we or the kernel fill, the places are there.
    private static bool Exists(string destination, List<TreeMount> mounts)
    {
        var above = mounts.Where(other => destination.StartsWith(other.Mount.Destination + "/", StringComparison.Ordinal)).MaxBy(other => other.Mount.Destination.Length);
        return above is { Mount.Type: "proc" or "sysfs" } || above is { Mount.Destination: "/dev", IsBind: false } && DeviceSteps.Directories.Contains(destination[5..]);
    }
}
