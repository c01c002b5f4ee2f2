using Containment.Linux.Processes;
using Containment.Snapshots;

namespace Containment.Launch.Plans;

/// <summary>
/// The overlay on older kernels, which want its layers attached: in a mount namespace of its own, which the keeper leaves again
/// and which then is gone; or by a child that mounts for itself, in its own. Layers are named by their descriptors even so: no path is looked up twice.
/// </summary>
internal static class AttachedRootSteps
{
    private const string Descriptor = "/proc/self/fd/", Digits = "##########";

    public static void Make(LaunchScope scope, RootLayers layers)
    {
        if (!scope.Request.Powers.Mounts)
        {
            Mount(scope, layers);
            return;
        }
        var (plan, keeper) = (scope.Plan, scope.Keeper);
        var home = plan.Slot();
        keeper.Get(home, SystemCall.Openat, "the host's mount namespace", Flags.AtCwd, "/proc/self/ns/mnt", Flags.CloseOnExec, 0);
        keeper.Do(SystemCall.Unshare, "mount", Flags.NewMount);
        keeper.Do(SystemCall.Mount, "/ private", 0, "/", 0, Flags.MountPrivateRecursive, 0);
        Mount(scope, layers);
        keeper.Do(SystemCall.Setns, "the host's mount namespace", home, Flags.NewMount);
        RootSteps.BecomeMappedRoot(scope);
    }

    private static void Mount(LaunchScope scope, RootLayers layers)
    {
        var (maker, request) = (scope.Maker, scope.Request);
        var lower = layers.Lower.Select(path => RootSteps.Layer(scope, path)).ToArray();
        // What is attached hides what is below it, so every path was looked up before.
        var (upper, work) = RootSteps.Writable(scope, layers, both => Attach(scope, both));
        if (scope.Outside is not null) foreach (var layer in lower) Attach(scope, layer);
        var names = string.Join(':', Enumerable.Repeat(Descriptor + Digits, lower.Length));
        var text = $"{string.Join(',', RootSteps.Options(scope))},lowerdir={names},upperdir={Descriptor}{Digits},workdir={Descriptor}{Digits}";
        if (text.Length > 4000) throw new InvalidSpecException("root.layers", lower.Length, "at most 150 layers on this kernel");
        var options = PlanData.Of(text);
        var at = -1;
        foreach (var layer in (PlanSlot[])[.. lower, upper, work])
            maker.Do(SystemCall.Patch, "a layer", layer, PlanArgument.Inside(options, at = text.IndexOf(Digits, at + 1, StringComparison.Ordinal)), Digits.Length);

        RootSteps.BecomeMappedRoot(scope);
        maker.Do(SystemCall.Mount, "overlay on /", "overlay", request.MountPoint, "overlay", (long)RootSteps.Attributes(scope), options);
        RootSteps.BecomeHostRoot(scope);
        scope.Root = scope.Plan.Slot();
        MountSteps.Copy(maker, scope.Root, Flags.AtCwd, request.MountPoint, recursive: false, "overlay on /");
    }

    // One above the other: each is known by its descriptor.
    private static void Attach(LaunchScope scope, PlanSlot layer) =>
        scope.Keeper.Add(new(SystemCall.MoveMount, layer, "", Flags.AtCwd, scope.Request.MountPoint, Flags.MoveFromEmpty) { Subject = "a layer" });
}
