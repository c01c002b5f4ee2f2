using Containment.Containers.Life;
using Containment.Histories.Going;
using Containment.Histories.Taking;
using Containment.Linux.Descriptors;
using Containment.Snapshots;

namespace Containment.Histories.Cloning;

/// <summary>The files of a clone: the original's sealed layers as one of its own, by further names of the same files, so that either may be deleted.</summary>
internal sealed class CloneFiles(ContainerRegistry registry, IReadOnlyList<string> layers, IReadOnlyList<string> below)
{
    /// <summary>Fills the first layer of a container that is being made, and puts an empty one above it.</summary>
    public OwnLayers Make(ContainerId id, OwnLayers own, CancellationToken cancellationToken)
    {
        try
        {
            var place = registry.Snapshots.UpperOf(id, own.Upper);
            var copied = layers.Count > 0 && LinkedLayer.Make(layers, below, place, cancellationToken);
            copied |= MachineIdentity.Renew(place, below, registry.Now);
            own = own.Seal(LayerSeal.Of(place, content: false, flush: copied, cancellationToken).Digest, null);
            registry.Snapshots.Make(id, own.Upper, like: place);
            ChangeSteps.Of(registry.Host).Reached("filled");
            return own;
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
