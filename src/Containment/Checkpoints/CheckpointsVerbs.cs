using Containment.Checkpoints;
using Containment.Containers;
using Containment.Containers.Life;

namespace Containment;

/// <summary>What Checkpoints adds to a container.</summary>
public static class CheckpointsVerbs
{
    extension(Container container)
    {
        /// <summary>Writes memory and files of the running container to disk, from one freeze.</summary>
        /// <exception cref="ContainmentException">It does not run (<see cref="FailureReason.WrongState"/>), CRIU is missing or failed; the container goes on.</exception>
        public Task<Checkpoint> CheckpointAsync(CheckpointOptions? options = null, CancellationToken cancellationToken = default) =>
            new Saving(container.Host.Containers()).RunAsync(container.Id, options ?? new(), cancellationToken);

        /// <summary>Makes the container what it was at a checkpoint, files and processes. It must not run.</summary>
        /// <param name="name">The checkpoint; null is the newest.</param>
        /// <param name="cancellationToken">Gives up; the container stays as it was.</param>
        /// <exception cref="ContainmentException">There is no such checkpoint, it is damaged (checked before anything is changed), or CRIU failed.</exception>
        public Task RestoreAsync(string? name = null, CancellationToken cancellationToken = default) =>
            new BringingBack(container.Host.Containers()).RunAsync(container.Id, name, cancellationToken);

        /// <summary>Its checkpoints, oldest first.</summary>
        public Task<IReadOnlyList<Checkpoint>> ListCheckpointsAsync(CancellationToken cancellationToken = default) =>
            new Shelf(container.Host.Containers()).ListAsync(container.Id, cancellationToken);

        /// <summary>Removes a checkpoint.</summary>
        /// <exception cref="ContainmentException">There is no such checkpoint.</exception>
        public Task DeleteCheckpointAsync(string name, CancellationToken cancellationToken = default) =>
            new Shelf(container.Host.Containers()).DeleteAsync(container.Id, name, cancellationToken);
    }
}
