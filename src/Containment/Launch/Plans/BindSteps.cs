using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>A tree of the host, copied to be mounted in the container.</summary>
internal static class BindSteps
{
    public static PlanSlot Open(LaunchScope scope, OciMount mount, MountOptions options)
    {
        var source = mount.Source is { Length: > 0 } path && path[0] == '/' ? path : throw new InvalidSpecException("mounts.source", mount.Source, "an absolute path of the host");
        var (maker, slot) = (scope.Maker, scope.Plan.Slot());
        var recursive = options.Bind == BindKind.Recursive;
        var subject = $"{source} on {mount.Destination}";
        MountSteps.Copy(maker, slot, Flags.AtCwd, source, recursive, subject);
        var first = First(scope, options);
        if (first is not null || (options.RecursiveSet | options.RecursiveClear) != 0)
            MountSteps.Change(maker, slot, subject, options.RecursiveSet, options.RecursiveClear, (ulong)(first ?? 0), recursive);
        if ((options.Set | options.Clear) != 0) MountSteps.Change(maker, slot, subject, options.Set, options.Clear, 0, recursive: false);
        foreach (var change in options.Propagation) MountSteps.Change(maker, slot, subject, 0, 0, (ulong)change.Kind, change.Recursive && recursive);
        if (MountMapSteps.Of(scope, mount, options) is { } ids)
            MountSteps.Change(maker, slot, subject, 0, 0, 0, options.IdMap == IdMapKind.Recursive, ids);
        return slot;
    }

    // What spreads between host and container: nothing, unless the mount says so; from the container to the host only if the root
    // is shared too (as other runtimes have it), and never out of a user namespace.
    private static Propagation? First(LaunchScope scope, MountOptions options)
    {
        if (options.Propagation.Count == 0) return Propagation.Private;
        var shared = options.Propagation[^1].Kind == Propagation.Shared && scope.Ids is null && scope.Request.Spec.Linux?.RootfsPropagation is "shared" or "rshared";
        return shared && scope.Ids is null ? null : Propagation.Slave;
    }
}
