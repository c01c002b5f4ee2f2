using Containment.Containers;

namespace Containment;

/// <summary>What a host does with containers.</summary>
public static class ContainersVerbs
{
    extension(ContainerHost host)
    {
        /// <summary>Makes a container, ready to start. Nothing is left of a creation that fails.</summary>
        /// <exception cref="InvalidSpecException">A field can't be right; it is named.</exception>
        /// <exception cref="ContainmentException"><see cref="FailureReason.AlreadyExists"/>: the name is taken.</exception>
        public Task<Container> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken = default) => throw new NotImplementedException();

        /// <summary>Finds a container by its name.</summary>
        /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/>.</exception>
        public Task<Container> GetAsync(ContainerId id, CancellationToken cancellationToken = default) => throw new NotImplementedException();

        /// <summary>All containers of this host, by name.</summary>
        public Task<IReadOnlyList<Container>> ListAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

        /// <summary>What happens to containers of this host from now on, whichever process does it. Ends with the token.</summary>
        public IAsyncEnumerable<ContainerEvent> WatchAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
    }
}
