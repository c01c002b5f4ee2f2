using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>Everything that is mounted inside the root, in the order of the specification.</summary>
internal static class TreeSteps
{
    private static readonly HashSet<string> OfTheKernel = ["proc", "sysfs", "cgroup", "cgroup2", "mqueue", "devpts"];

    /// <summary>What is to be mounted. Nothing is made yet.</summary>
    public static List<TreeMount> List(LaunchScope scope)
    {
        List<TreeMount> all = [];
        foreach (var mount in scope.Request.Spec.Mounts ?? [])
        {
            if (!mount.Destination.StartsWith('/')) throw new InvalidSpecException("mounts.destination", mount.Destination, "an absolute path");
            var options = MountOptionsParser.Parse(mount.Options);
            all.Add(new(mount, options, null, mount.Type == "sysfs" && !OwnNetwork(scope) || options.Bind != BindKind.None || mount.Type == "bind"));
        }
        return all;
    }

    /// <summary>Opens what is to be bound, by the keeper, for whom the host's paths are.</summary>
    public static List<TreeMount> OpenBinds(LaunchScope scope, List<TreeMount>? list = null)
    {
        var mounts = list ?? List(scope);
        for (var n = 0; n < mounts.Count; n++)
        {
            var (mount, options, _, isBind) = mounts[n];
            if (IsDevices(mounts[n])) mounts[n] = mounts[n] with { Slot = scope.Devices };
            else if (isBind && mount.Type == "sysfs") mounts[n] = mounts[n] with { Slot = BindSteps.Open(scope, mount with { Source = "/sys" }, options with { Bind = BindKind.Recursive, RecursiveSet = options.RecursiveSet | options.Set & MountAttributes.ReadOnly }) };
            else if (isBind) mounts[n] = mounts[n] with { Slot = BindSteps.Open(scope, mount, options) };
            else if (IsCgroup(mounts[n]))
            {
                List<TreeMount> parts = [.. CgroupMountSteps.Open(scope, mount, options)];
                mounts.RemoveAt(n);
                mounts.InsertRange(n, parts);
                n += parts.Count - 1;
            }
        }
        return mounts;
    }

    // Of one there may become several.
    private static bool IsCgroup(TreeMount mount) => mount is { IsBind: false, Slot: null, Mount.Type: "cgroup" or "cgroup2" };

    public static bool IsDevices(TreeMount mount) => !mount.IsBind && mount.Mount is { Destination: "/dev", Type: "tmpfs" };

    // The kernel gives sysfs only to who owns the network namespace; to others, the host's.
    private static bool OwnNetwork(LaunchScope scope) => scope.Namespaces.Has(Flags.NewNetwork) || scope.Request.Powers.Nodes && scope.Ids is null;

    /// <summary>Makes the file systems that belong to the container's own namespaces, by the child, while the host's tree is still there (the kernel
    /// gives proc and sysfs only to who could see them before); of the first <paramref name="early"/> those that need not wait for the binds.</summary>
    public static void Create(LaunchScope scope, List<TreeMount> mounts, int? early = null)
    {
        for (var n = 0; n < (early ?? mounts.Count); n++)
        {
            if (mounts[n].Slot is not null || mounts[n].IsBind || IsDevices(mounts[n]) || early is not null && IsCgroup(mounts[n])) continue;
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
        foreach (var tree in mounts)
        {
            var (mount, options, slot, isBind) = tree;
            var subject = $"{mount.Type ?? "bind"} on {mount.Destination}";
            var kernel = mount.Type is { } type && OfTheKernel.Contains(type);
            var find = MountSteps.Find(scope.Root, place, mount.Destination, symlinks: !kernel);
            if (!Exists(mount.Destination, mounts)) PlaceSteps.Make(scope, mount.Destination, isBind ? slot : null, place, find, mount.Type == "tmpfs" ? 0x3ff : 0x1ed);
            scope.Child.Add(find);
            if (!IsOfTheKernel(mount.Destination, mounts)) Refuse(scope.Child, place, mount.Destination);
            if (mount.Type == "tmpfs" && !isBind) Fill(scope, tree, place, subject);
            scope.Child.Add(MountSteps.Attach(slot!.Value, place, subject));
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
    private static void Refuse(PlanSide child, PlanSlot place, string destination)
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
