using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Filling;
using Containment.Checkpoints.Restoring;
using Containment.Checkpoints.Storing;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Histories.Memory;
using Containment.Linux.Descriptors;

namespace Containment.Histories.Cloning;

/// <summary>Lets a clone go on from saved memory, under its own name and with connections closed: their other ends talk to the original.</summary>
/// <param name="registry">The host's containers.</param>
/// <param name="saved">The memory.</param>
/// <param name="images">Where its images are.</param>
/// <param name="verified">Ends when their digests have been compared: no clone runs an instruction before, but much can be made ready meanwhile.</param>
internal sealed class CloneMemory(ContainerRegistry registry, SavedMemory saved, string images, Task verified)
{
    /// <summary>Waits until nobody reads the images any more, whatever was found.</summary>
    public async Task SettleAsync() => await verified.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Lets a container that is made and nobody's go on from here, and tells so.</summary>
    /// <param name="container">The container.</param>
    /// <param name="detail">What it goes on from, for those who watch.</param>
    /// <param name="cancellationToken">Gives up; it stays nobody's.</param>
    public async Task GoOnAsync(Container container, string? detail, CancellationToken cancellationToken)
    {
        using (var held = await registry.LockAsync(container.Id, cancellationToken).ConfigureAwait(false))
            await GoOnAsync(held, container.Spec.Isolation.HostName ?? container.Id.Value, cancellationToken).ConfigureAwait(false);
        await registry.EmitAsync(container.Id, ContainerEventKind.Restored, detail).ConfigureAwait(false);
    }

    private async Task GoOnAsync(IContainerLock held, string hostName, CancellationToken cancellationToken)
    {
        var own = Path.Combine(registry.Paths(held.Id).Directory, "cloning");
        var taken = Task.Run(() => Take(own, hostName), cancellationToken);
        try
        {
            await using var restorer = await Restorer.PrepareAsync(registry.Host, held, saved.Facts, cancellationToken).ConfigureAwait(false);
            try
            {
                await restorer.RestoreAsync(own, closeConnections: true, await taken.ConfigureAwait(false), standing: null, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is ContainmentException or KernelRefusal or IOException)
            {
                // That they are damaged says more than what CRIU stumbled over.
                await verified.ConfigureAwait(false);
                throw;
            }
            await verified.ConfigureAwait(false);
            var state = await registry.Store.ReadStateAsync(held.Id, cancellationToken).ConfigureAwait(false);
            // Until now it was nobody's: one that does not come to be must not look whole.
            await registry.Store.WriteStateAsync(held, state with { Ownership = new(state.Ownership.Epoch, Owner.Here) }, CancellationToken.None).ConfigureAwait(false);
            await restorer.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ((Task)taken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            CheckpointStore.Discard(own);
        }
    }

    // They are only read; those that may be changed are the clone's own.
    private MemoryFill Take(string own, string hostName)
    {
        // The restored processes read some of them, as ids that are nobody here; above it stands a directory that only root gets through.
        Directory.CreateDirectory(own);
        using var from = At.OpenDirectory(images);
        using var to = At.OpenDirectory(own);
        var (fill, written) = SplitImages.Make(images, own);
        foreach (var image in saved.Images)
        {
            if (written.Contains(image.Name)) continue;
            if (ImageChanges.MayChange(image.Name)) File.Copy(Path.Combine(images, image.Name), Path.Combine(own, image.Name));
            else At.Link(from, image.Name, to, image.Name);
        }
        ImageChanges.Rename(own, hostName);
        return fill;
    }
}
