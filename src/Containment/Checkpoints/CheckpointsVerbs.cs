using Containment.Checkpoints;
using Containment.Containers;

namespace Containment;

/// <summary>What Checkpoints adds to a container.</summary>
public static class CheckpointsVerbs
{
    extension(Container container)
    {
        /// <summary>Writes memory and files of the running container to disk, from one freeze.</summary>
        /// <exception cref="ContainmentException">It does not run (<see cref="FailureReason.WrongState"/>), CRIU is missing or failed; the container goes on.</exception>
        public Task<Checkpoint> CheckpointAsync(CheckpointOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

        /// <summary>Makes the container what it was at a checkpoint, files and processes. It must not run.</summary>
        /// <param name="name">The checkpoint; null is the newest.</param>
        /// <param name="cancellationToken">Gives up; the container stays as it was.</param>
        /// <exception cref="ContainmentException">There is no such checkpoint, it is damaged (checked before anything is changed), or CRIU failed.</exception>
        public Task RestoreAsync(string? name = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

        /// <summary>Its checkpoints, oldest first.</summary>
        public Task<IReadOnlyList<Checkpoint>> ListCheckpointsAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

        /// <summary>Removes a checkpoint.</summary>
        /// <exception cref="ContainmentException">There is no such checkpoint.</exception>
        public Task DeleteCheckpointAsync(string name, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    }
}
