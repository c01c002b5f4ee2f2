using Containment.Checkpoints.Storing;
using Containment.Containers.Life;
using Containment.Linux.Descriptors;

namespace Containment.Checkpoints;

/// <summary>The checkpoints that a container has.</summary>
internal sealed class Shelf(ContainerRegistry registry)
{
    public async Task<IReadOnlyList<Checkpoint>> ListAsync(ContainerId id, CancellationToken cancellationToken)
    {
        await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        return [.. new CheckpointStore(registry.Paths(id)).List().Select(manifest => manifest.ToCheckpoint())];
    }

    public async Task DeleteAsync(ContainerId id, string name, CancellationToken cancellationToken)
    {
        if (!ContainerId.TryParse(name, null, out _)) throw new ContainmentException(FailureReason.NotFound, name, $"container {id} has no checkpoint {name}");
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(() => new CheckpointStore(registry.Paths(id)).Delete(name), CancellationToken.None).ConfigureAwait(false);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
