using Containment.Networks;

namespace Containment;

/// <summary>What a host can do about networks.</summary>
public static partial class NetworksVerbs
{
    extension(ContainerHost host)
    {
        /// <summary>
        /// Makes a bridge that containers can be ports of, or takes the one that is there: gives it the addresses that it lacks
        /// and sets it up. It stays until it is deleted or the machine ends.
        /// </summary>
        /// <param name="name">Its name: 1 to 15 characters.</param>
        /// <param name="addresses">The host's own addresses on it, with prefix length; null: none.</param>
        /// <param name="ct">Stops waiting for other changes of links; what has begun is finished.</param>
        /// <exception cref="InvalidSpecException">The name or an address can't be right.</exception>
        /// <exception cref="ContainmentException">WrongState: a link of that name is no bridge.</exception>
        /// <exception cref="KernelException">EPERM: CAP_NET_ADMIN is needed.</exception>
        public Task EnsureBridgeAsync(string name, IReadOnlyList<IPNetworkAddress>? addresses = null, CancellationToken ct = default)
        {
            LinkName.Checked(name, nameof(name));
            NetworkRules.Addresses(addresses ??= [], nameof(addresses));
            return host.Part(h => new HostLinks(h)).EnsureBridgeAsync(name, addresses, ct);
        }

        /// <summary>Makes a network that containers can be on by its name, with its bridge where it has one of its own. It stays until it is deleted, over restarts too.</summary>
        /// <param name="network">What is asked for.</param>
        /// <param name="ct">Gives up; nothing is left.</param>
        /// <exception cref="InvalidSpecException">A field can't be right.</exception>
        /// <exception cref="ContainmentException">AlreadyExists: the name is taken, or some of its addresses are another network's; NotFound: its parent is not there.</exception>
        /// <exception cref="KernelException">EPERM: CAP_NET_ADMIN is needed.</exception>
        public Task<NetworkStatus> CreateNetworkAsync(NetworkDefinition network, CancellationToken ct = default)
        {
            ArgumentNullException.ThrowIfNull(network);
            return host.Part(h => new HostNetworks(h)).CreateAsync(network, ct);
        }

        /// <summary>Says who the other hosts of a network that spans hosts are now; each of them is told. Containers go on.</summary>
        /// <param name="name">The network.</param>
        /// <param name="peers">The other hosts' addresses.</param>
        /// <param name="ct">Gives up.</param>
        /// <exception cref="ContainmentException">NotFound; WrongState: it is this host's alone.</exception>
        public Task SetNetworkPeersAsync(string name, IReadOnlyList<System.Net.IPAddress> peers, CancellationToken ct = default)
        {
            ArgumentNullException.ThrowIfNull(peers);
            return host.Part(h => new HostNetworks(h)).SetPeersAsync(name, peers, ct);
        }

        /// <summary>The networks of this host, by name, and who is on them.</summary>
        public IReadOnlyList<NetworkStatus> ListNetworks() => host.Part(h => new HostNetworks(h)).List();

        /// <summary>A network of this host, and who is on it.</summary>
        /// <exception cref="ContainmentException">NotFound.</exception>
        public NetworkStatus GetNetwork(string name) => host.Part(h => new HostNetworks(h)).Get(name);

        /// <summary>Deletes a network, and its bridge if that is its own.</summary>
        /// <exception cref="ContainmentException">NotFound; WrongState: containers are on it.</exception>
        public Task DeleteNetworkAsync(string name, CancellationToken ct = default) => host.Part(h => new HostNetworks(h)).DeleteAsync(name, ct);

        /// <summary>Deletes a bridge.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="ct">Stops waiting for other changes of links.</param>
        /// <returns>False where there was none.</returns>
        /// <exception cref="ContainmentException">WrongState: it has ports, or is no bridge.</exception>
        public Task<bool> DeleteBridgeAsync(string name, CancellationToken ct = default) =>
            host.Part(h => new HostLinks(h)).DeleteBridgeAsync(LinkName.Checked(name, nameof(name)), ct);
    }
}
