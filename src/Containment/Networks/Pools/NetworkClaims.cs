using System.Net;
using System.Net.Sockets;

namespace Containment.Networks.Pools;

/// <summary>Takes addresses of networks for containers, and gives them back. Callers hold the container's lock.</summary>
internal sealed class NetworkClaims(NetworkStore store)
{
    /// <summary>
    /// Takes an address of each subnet for interfaces that name none, and those that are named; says where default routes lead. All or none.
    /// </summary>
    /// <param name="id">The container.</param>
    /// <param name="networks">Its interfaces.</param>
    /// <param name="beside">Those that it has already: where they lead, no further default route does.</param>
    /// <returns>The interfaces with all that the networks say.</returns>
    /// <exception cref="InvalidSpecException">An address is not of the network.</exception>
    /// <exception cref="ContainmentException">NotFound: there is no such network; AlreadyExists: another has an address; Exhausted: all are taken.</exception>
    public IReadOnlyList<NetworkSpec> Claim(ContainerId id, IReadOnlyList<NetworkSpec> networks, IReadOnlyList<NetworkSpec>? beside = null)
    {
        List<NetworkSpec> settled = [];
        try
        {
            foreach (var network in networks)
            {
                var others = settled.Concat(networks).Concat(beside ?? []).SelectMany(Ways).Select(gateway => gateway.AddressFamily).ToHashSet();
                settled.Add(network.Link is NetworkLink.Network named ? Claim(id, network, store.Get(named.Name), others) : network);
            }
            NetworkRules.Check(settled);
            return settled;
        }
        catch
        {
            Release(id, settled);
            throw;
        }
    }

    // A routed link has gateways that nobody names.
    private IEnumerable<IPAddress> Ways(NetworkSpec network) =>
        (network.Link is NetworkLink.Network(var name) && store.Exists(name) ? store.Get(name).Link : network.Link) is NetworkLink.Routed ? [.. network.Gateways, .. RoutedLink.Gateways(network)] : network.Gateways;

    /// <summary>Gives back what a container has of the networks.</summary>
    public void Release(ContainerId id, IEnumerable<NetworkSpec> networks)
    {
        foreach (var network in networks)
            if (network.Link is NetworkLink.Network named)
                foreach (var (address, _) in network.Addresses) store.Leases(named.Name).Release(address, id);
    }

    /// <summary>Gives back what nobody has any more: what killed work left.</summary>
    /// <param name="lives">Whether a container is there or being made.</param>
    /// <param name="all">The interfaces of those that are there: their addresses are taken again where a power failure took them away.</param>
    public void Reconcile(Func<ContainerId, bool> lives, IEnumerable<(ContainerId Id, IReadOnlyList<NetworkSpec> Networks)> all)
    {
        foreach (var network in store.List())
            foreach (var lease in store.Leases(network.Name).Read())
                if (!lives(lease.Container)) store.Leases(network.Name).Release(lease.Address, lease.Container);
        foreach (var (id, networks) in all)
            foreach (var network in networks)
                if (network.Link is NetworkLink.Network named && store.Exists(named.Name))
                    foreach (var (address, _) in network.Addresses) store.Leases(named.Name).TryTake(address, id);
    }

    private NetworkSpec Claim(ContainerId id, NetworkSpec network, NetworkDefinition definition, IReadOnlySet<AddressFamily> routed)
    {
        var book = store.Leases(definition.Name);
        List<IPNetworkAddress> taken = [];
        try
        {
            if (network.Addresses.Count > 0) foreach (var address in network.Addresses) taken.Add(Named(id, address, definition, book));
            else foreach (var subnet in definition.Subnets) taken.Add(Any(id, subnet, definition, book));
        }
        catch
        {
            foreach (var (address, _) in taken) book.Release(address, id);
            throw;
        }
        var families = taken.Select(address => address.Address.AddressFamily).ToHashSet();
        return network with
        {
            Addresses = taken,
            Gateways = network.Gateways.Count > 0 ? network.Gateways : [.. DefinitionRules.GatewaysOf(definition).Where(gateway => families.Contains(gateway.AddressFamily) && !routed.Contains(gateway.AddressFamily))],
        };
    }

    private static IPNetworkAddress Named(ContainerId id, IPNetworkAddress address, NetworkDefinition definition, LeaseBook book)
    {
        if (definition.Subnets.FirstOrDefault(subnet => subnet.Contains(address.Address)) is not { PrefixLength: > 0 } subnet)
            throw new InvalidSpecException("networks.addresses", address, $"an address of the network {definition.Name}: {string.Join(", ", definition.Subnets)}");
        if (DefinitionRules.OfHost(definition).Any(host => host.Address.Equals(address.Address)) || definition.Gateways?.Contains(address.Address) == true)
            throw new InvalidSpecException("networks.addresses", address, $"another address than that of the router of the network {definition.Name}");
        if (!book.TryTake(address.Address, id))
            throw new ContainmentException(FailureReason.AlreadyExists, $"{address.Address}", $"container {book.OwnerOf(address.Address)} has {address.Address} of the network {definition.Name}; name another address, or none");
        return new(address.Address, subnet.PrefixLength);
    }

    private static IPNetworkAddress Any(ContainerId id, IPNetwork subnet, NetworkDefinition definition, LeaseBook book)
    {
        foreach (var address in AddressPool.Free(definition, subnet, book.Taken()))
            if (book.TryTake(address, id)) return new(address, subnet.PrefixLength);
        throw new ContainmentException(FailureReason.Exhausted, definition.Name, $"all addresses of {subnet} that the network {definition.Name} gives are taken; delete containers, or make a larger network");
    }
}
