using Containment.Containers.Life;
using Containment.Linux.Descriptors;
using Containment.Snapshots;

namespace Containment.Histories.Taking;

/// <summary>Seals what a container that does not run has written: nothing is moved or copied, and an empty layer is put above it.</summary>
internal static class UpperSealing
{
    /// <returns>The layers afterwards, and the bytes that were sealed. Where nothing was written since the last time, they are as before.</returns>
    public static (OwnLayers Own, long Bytes) Run(ContainerRegistry registry, HeldContainer container, bool content, CancellationToken cancellationToken)
    {
        var (id, own) = (container.Id, container.State.Own);
        var upper = registry.Snapshots.UpperOf(id, own.Upper);
        if (own.Below.Count > 0 && IsEmpty(upper, registry.Snapshots.UpperOf(id, own.Below[0]))) return (own, 0);
        var seal = LayerSeal.Of(upper, content, flush: true, cancellationToken);
        own = own.Seal(seal.Digest, seal.Content);
        registry.Snapshots.Make(id, own.Upper, like: upper);
        return (own, seal.Bytes);
    }

    private static bool IsEmpty(string upper, string below)
    {
        using var one = At.OpenDirectory(upper);
        using var other = At.OpenDirectory(below);
        var (here, there) = (FileStatus.Of(one), FileStatus.Of(other));
        return (here.Mode, here.Uid, here.Gid) == (there.Mode, there.Uid, there.Gid) && DirectoryListing.Read(one).Count == 0;
    }
}
