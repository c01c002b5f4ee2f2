using Containment.Bundles;

namespace Containment.Containers.Storing;

/// <summary>
/// The durable memory of a host. What a method has returned from survives a power failure. Any number of processes may
/// use one store at once; all makers pass one suite of tests.
/// </summary>
internal interface IStateStore
{
    /// <summary>
    /// Takes a new name, with the lock on it. Until <see cref="AddAsync"/> the container is not there for anybody, and
    /// what a crash leaves of it is found by <see cref="ListAbandonedAsync"/>, or by the next who reserves the name.
    /// </summary>
    /// <exception cref="ContainmentException">AlreadyExists, or TimedOut while somebody else makes or removes it.</exception>
    Task<IContainerLock> ReserveAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>Waits for the lock on a container; at most 30 seconds.</summary>
    /// <exception cref="ContainmentException">NotFound, or TimedOut.</exception>
    Task<IContainerLock> LockAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>Writes both under a reserved name: now it is there.</summary>
    Task AddAsync(IContainerLock held, ContainerSpec spec, ContainerState state, CancellationToken cancellationToken);

    /// <exception cref="ContainmentException">NotFound, or Corrupt.</exception>
    Task<ContainerSpec> ReadSpecAsync(ContainerId id, CancellationToken cancellationToken);

    /// <exception cref="ContainmentException">NotFound, or Corrupt.</exception>
    Task<ContainerState> ReadStateAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>Changes the description; its name stays.</summary>
    Task WriteSpecAsync(IContainerLock held, ContainerSpec spec, CancellationToken cancellationToken);

    Task WriteStateAsync(IContainerLock held, ContainerState state, CancellationToken cancellationToken);

    /// <summary>From now on it is not there; the name stays taken until <see cref="ForgetAsync"/>.</summary>
    Task RemoveAsync(IContainerLock held, CancellationToken cancellationToken);

    /// <summary>Frees the name and all ids, when everything else of the container is gone. The lock ends with it.</summary>
    Task ForgetAsync(IContainerLock held, CancellationToken cancellationToken);

    /// <summary>The names of all containers, in order.</summary>
    Task<IReadOnlyList<ContainerId>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Locks names that were reserved, or removed but not forgotten, by somebody who is no more.</summary>
    Task<IReadOnlyList<IContainerLock>> ListAbandonedAsync(CancellationToken cancellationToken);

    /// <summary>Takes ids that no other container has: those of <paramref name="preferred"/> if they are free, and as many.</summary>
    /// <param name="held">The container.</param>
    /// <param name="count">How many, a multiple of 65,536.</param>
    /// <param name="preferred">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ContainmentException">Exhausted.</exception>
    Task<IdRange> AllocateIdsAsync(IContainerLock held, uint count, IdRange? preferred, CancellationToken cancellationToken);
}
