using Containment.Bundles.Mounting;
using Containment.Linux.Processes;
using Containment.Snapshots;

namespace Containment.Launch.Plans;

/// <summary>
/// The container's root: an overlay of its layers, made detached, by the keeper with the host's powers or by the child; or a directory as it is. With a user namespace
/// the layers are seen through it, so that files keep the container's ids on disk.
/// </summary>
internal static class RootSteps
{
    /// <summary>The first kernel that takes mounts which are nowhere attached for overlay's layers (given by FSCONFIG_SET_FD, 6.13) and for copying.</summary>
    public static readonly Version DetachedMounts = new(6, 15);

    public static void Make(LaunchScope scope)
    {
        if (scope.Request.Root is LaunchRoot.Plain plain) MakePlain(scope, plain.Path);
        else if (scope.Request.Root is not LaunchRoot.Layered(var layers)) throw new InvalidOperationException("a root of a kind that is not known");
        else if (scope.Request.Kernel < DetachedMounts) AttachedRootSteps.Make(scope, layers);
        else MakeOverlay(scope, layers);
    }

    private static void MakePlain(LaunchScope scope, string path)
    {
        scope.Root = scope.Plan.Slot();
        MountSteps.Copy(scope.Maker, scope.Root, Flags.AtCwd, path, recursive: true, path);
        // A slave still hears what is mounted below the directory on the host.
        var propagation = scope.Request.Spec.Linux?.RootfsPropagation is "slave" or "rslave" ? Propagation.Slave : Propagation.Private;
        MountSteps.Change(scope.Maker, scope.Root, path, 0, 0, (ulong)propagation, recursive: true);
        BecomeMappedRoot(scope);
    }

    private static void MakeOverlay(LaunchScope scope, RootLayers layers)
    {
        var (plan, maker) = (scope.Plan, scope.Maker);
        var lower = layers.Lower.Select(path => Layer(scope, path)).ToArray();
        var (upper, work) = Writable(scope, layers);

        var context = plan.Slot();
        maker.Get(context, SystemCall.Fsopen, "overlay on /", "overlay", 1);
        MountSteps.Configure(maker, context, new("source", "overlay"), "overlay on /");
        foreach (var (slot, path) in lower.Zip(layers.Lower)) Set(maker, context, "lowerdir+", slot, path);
        Set(maker, context, "upperdir", upper, layers.Upper);
        Set(maker, context, "workdir", work, layers.Work);
        foreach (var option in Options(scope)) MountSteps.Configure(maker, context, option, "overlay on /");
        BecomeMappedRoot(scope);
        maker.Add(new(SystemCall.Fsconfig, context, Flags.CreateFileSystem, 0, 0, 0) { Verb = "mount", Subject = "overlay on /" });
        scope.Root = plan.Slot();
        maker.Get(scope.Root, SystemCall.Fsmount, "overlay on /", context, 1, (long)Attributes(scope));
    }

    // Devices are those of /dev, which is made here; one that an image or another host brought along opens nothing.
    public static MountAttributes Attributes(LaunchScope scope) =>
        scope.Request.Spec.Mounts?.Any(mount => mount is { Destination: "/dev", Type: "tmpfs" }) == true ? MountAttributes.NoDev : 0;

    /// <summary>
    /// Everything of the container's own must be in its upper directory, as plain files that can be read without the layers below. Who may not set
    /// trusted attributes has user ones, with which the kernel switches the same two off (overlayfs.rst, "User xattr").
    /// </summary>
    public static IReadOnlyList<FileSystemOption> Options(LaunchScope scope) =>
        scope.Request.Powers.Nodes ? [new("redirect_dir", "off"), new("metacopy", "off")] : [new("userxattr", null)];

    private static void Set(PlanSide maker, PlanSlot context, string key, PlanSlot layer, string path) =>
        maker.Do(SystemCall.Fsconfig, $"overlay on / {key}={path}", context, Flags.SetDescriptor, key, 0, layer);

    public static PlanSlot Layer(LaunchScope scope, string path)
    {
        var slot = scope.Plan.Slot();
        if (scope.Outside is null)
        {
            scope.Maker.Get(slot, SystemCall.Openat, path, Flags.AtCwd, path, Flags.PathOnly | Flags.DirectoryOnly | Flags.CloseOnExec, 0);
            return slot;
        }
        MountSteps.Copy(scope.Maker, slot, Flags.AtCwd, path, recursive: false, path);
        MountSteps.Change(scope.Maker, slot, path, 0, 0, 0, recursive: false, scope.UserNamespace);
        return slot;
    }

    /// <summary>Both must be on one mount.</summary>
    public static (PlanSlot Upper, PlanSlot Work) Writable(LaunchScope scope, RootLayers layers, Action<PlanSlot>? attach = null)
    {
        if (scope.Outside is null) return (Layer(scope, layers.Upper), Layer(scope, layers.Work));
        var parent = Path.GetDirectoryName(layers.Upper)!;
        if (Path.GetDirectoryName(layers.Work) != parent) throw new InvalidSpecException("root.work", layers.Work, $"a directory beside \"{layers.Upper}\"");
        var both = Layer(scope, parent);
        attach?.Invoke(both);
        return (Inside(scope, both, layers.Upper), Inside(scope, both, layers.Work));
    }

    private static PlanSlot Inside(LaunchScope scope, PlanSlot parent, string path)
    {
        var slot = scope.Plan.Slot();
        scope.Maker.Get(slot, SystemCall.Openat, path, parent, Path.GetFileName(path), Flags.PathOnly | Flags.DirectoryOnly | Flags.CloseOnExec, 0);
        return slot;
    }

    // Overlay makes its work directory, and later copies files, as whoever mounts it. That must be an id that the layers know, or
    // it silently becomes read-only; and it must keep root's powers, for trusted attributes.
    public static void BecomeMappedRoot(LaunchScope scope)
    {
        if (scope.Outside is { } ids) BecomeRootOf(scope.Maker, ids);
    }

    /// <summary>Makes files as the container's root, and keeps the powers of the host's.</summary>
    public static void BecomeRootOf(PlanSide side, IdMaps ids)
    {
        var (uid, gid) = (ids.Uid(0), ids.Gid(0));
        side.Do(SystemCall.Prctl, "PR_SET_SECUREBITS", Flags.SetSecureBits, Flags.NoSetuidFixup, 0, 0, 0);
        side.Do(SystemCall.Setfsgid, $"{gid}", gid);
        side.Do(SystemCall.Setfsuid, $"{uid}", uid);
    }

    /// <summary>The host's root again, for the keeper's own files.</summary>
    public static void BecomeHostRoot(LaunchScope scope)
    {
        if (scope.Outside is null) return;
        scope.Maker.Do(SystemCall.Setfsuid, "0", 0);
        scope.Maker.Do(SystemCall.Setfsgid, "0", 0);
    }

    /// <summary>In the child: the root is attached where the host's tree has a place for it.</summary>
    public static void Attach(LaunchScope scope)
    {
        var place = scope.Namespaces.Has(Flags.NewMount) ? scope.Request.MountPoint
            : scope.Request.Root is LaunchRoot.Plain(var path) ? path : throw new InvalidSpecException("linux.namespaces", null, "a mount namespace of its own");
        scope.Child.Add(new(SystemCall.MoveMount, scope.Root, "", Flags.AtCwd, place, Flags.MoveFromEmpty) { Verb = "mount", Subject = $"the root on {place}" });
    }

    /// <summary>In the child: it becomes /, and the host's tree goes.</summary>
    public static void Enter(LaunchScope scope)
    {
        var child = scope.Child;
        child.Do(SystemCall.Fchdir, "the new root", scope.Root);
        if (!scope.Namespaces.Has(Flags.NewMount))
        {
            // The root of a mount namespace of others must stay theirs.
            child.Do(SystemCall.Chroot, "to the new root", ".");
            return;
        }
        child.Do(SystemCall.PivotRoot, "to the new root", ".", ".");
        child.Add(new(SystemCall.Umount2, ".", Flags.Detach) { Verb = "umount", Subject = "the old root" });
    }

    /// <summary>The last change to the root: then nothing is copied from it any more.</summary>
    public static void Propagate(LaunchScope scope)
    {
        var asked = scope.Request.Spec.Linux?.RootfsPropagation ?? "";
        Propagation? kind = asked.TrimStart('r') switch
        {
            "shared" => Propagation.Shared,
            "unbindable" => Propagation.Unbindable,
            _ => null,
        };
        if (kind is { } wanted) MountSteps.Change(scope.Child, scope.Root, $"/ {asked}", 0, 0, (ulong)wanted, asked[0] == 'r');
    }
}
