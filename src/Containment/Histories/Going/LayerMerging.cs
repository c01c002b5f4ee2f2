using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Histories.Taking;
using Containment.Snapshots;

namespace Containment.Histories.Going;

/// <summary>
/// Makes one layer of two that no snapshot keeps apart any more. Sealed layers are never written to, so the new one takes their files
/// as further names of the same: no content is copied, and it is all there before the two go.
/// </summary>
internal sealed class LayerMerging(ContainerRegistry registry)
{
    public async Task RunAsync(HeldContainer container, CancellationToken cancellationToken)
    {
        var state = container.State;
        try
        {
            while (LayerPair.Next(state.Own, mounted: container.Runs) is { } pair)
            {
                var before = state;
                state = await new LayerChange(registry, container.Lock, before).RunAsync(() => Task.Run(() => Merge(container.Id, before, pair, cancellationToken), cancellationToken)).ConfigureAwait(false);
            }
        }
        catch (ContainmentException failure)
        {
            // Two layers do as well as one: the next removal tries again.
            RecoveryLog.Left(registry.Host.Logger<LayerMerging>(), container.Id, failure);
        }
    }

    private OwnLayers Merge(ContainerId id, ContainerState state, LayerPair pair, CancellationToken cancellationToken)
    {
        var own = state.Own;
        var two = (Above: Sealed(own, pair.Above), Beneath: Sealed(own, pair.Beneath));
        // A damaged one must not look whole because it was merged.
        foreach (var layer in (SealedLayer[])[two.Above, two.Beneath])
            if (!LayerSeal.Holds(layer, registry.Snapshots.UpperOf(id, layer.Number), cancellationToken))
                throw new ContainmentException(FailureReason.Corrupt, id.Value, $"layer {layer.Number} of container {id} is damaged");
        var merged = own.Last + 1;
        registry.Snapshots.Make(id, merged, like: registry.Snapshots.UpperOf(id, pair.Above));
        var place = registry.Snapshots.UpperOf(id, merged);
        LinkedLayer.Make([registry.Snapshots.UpperOf(id, pair.Above), registry.Snapshots.UpperOf(id, pair.Beneath)], Below(id, state, pair), place, cancellationToken);
        ChangeSteps.Of(registry.Host).Reached("linked");
        var seal = LayerSeal.Of(place, two is { Above.Content: not null, Beneath.Content: not null }, flush: true, cancellationToken);
        return own.Merge(pair, seal.Digest, seal.Content);
    }

    // The same in every chain that has them.
    private IReadOnlyList<string> Below(ContainerId id, ContainerState state, LayerPair pair)
    {
        var chain = state.Own.Snapshots.Select(snapshot => snapshot.Layers).Prepend(state.Own.Below).First(chain => chain.Contains(pair.Beneath));
        return [.. chain.SkipWhile(number => number != pair.Beneath).Skip(1).Select(number => registry.Snapshots.UpperOf(id, number)), .. state.Layers];
    }

    private static SealedLayer Sealed(OwnLayers own, int number) => own.Sealed.First(layer => layer.Number == number);
}
