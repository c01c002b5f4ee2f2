using Containment.Linux.Descriptors;

namespace Containment.Networks;

/// <summary>
/// The host's ends of the containers' links. Take it by <c>host.Part(h => new HostLinks(h))</c>. What it works on is the
/// network namespace of this process.
/// </summary>
internal sealed class HostLinks(ContainerHost host)
{
    private readonly ContainerHost _host = host;

    /// <summary>Looks the bridges up and compiles the plan of a container that is about to start.</summary>
    /// <exception cref="InvalidSpecException">The specification can't be right, or a bridge's name is something else's.</exception>
    /// <exception cref="ContainmentException">NotFound: there is no such bridge.</exception>
    public Task<IReadOnlyList<NetworkStep>> PlanAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, CancellationToken ct = default) => throw new NotImplementedException(_host.ToString());

    /// <summary>
    /// Carries a whole plan out on a network namespace that exists, as CRIU's is at its setup-namespaces notification:
    /// links, addresses, routes. With <paramref name="locked"/> nothing leaves or enters until <see cref="UnlockAsync"/>.
    /// </summary>
    /// <param name="id">The container.</param>
    /// <param name="networks">Its interfaces.</param>
    /// <param name="networkNamespace">An open /proc/PID/ns/net; it stays the caller's.</param>
    /// <param name="locked">Leaves the host's ends down.</param>
    /// <param name="ct">Stops between two messages and removes what was made.</param>
    public Task AttachAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, Descriptor networkNamespace, bool locked, CancellationToken ct = default) => throw new NotImplementedException();

    /// <summary>From now on packets from and to the container are dropped, never answered; its connections live on.</summary>
    public Task LockAsync(ContainerId id, CancellationToken ct = default) => throw new NotImplementedException();

    /// <summary>Undoes <see cref="LockAsync"/>, or a locked attach.</summary>
    public Task UnlockAsync(ContainerId id, CancellationToken ct = default) => throw new NotImplementedException();

    /// <summary>Removes the container's links, both ends; none is no error.</summary>
    public Task RemoveAsync(ContainerId id, CancellationToken ct = default) => throw new NotImplementedException();

    /// <summary>The names of the host's ends of the container's links, in the order of its interfaces.</summary>
    public Task<IReadOnlyList<string>> ListAsync(ContainerId id, CancellationToken ct = default) => throw new NotImplementedException();

    /// <summary>Tells neighbours and switches where the container's addresses are now (gratuitous ARP, unsolicited neighbour advertisements).</summary>
    /// <param name="id">The container.</param>
    /// <param name="networks">Its interfaces.</param>
    /// <param name="networkNamespace">An open /proc/PID/ns/net; it stays the caller's.</param>
    /// <param name="ct">Stops.</param>
    public Task AnnounceAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, Descriptor networkNamespace, CancellationToken ct = default) => throw new NotImplementedException();
}
