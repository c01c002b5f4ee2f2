using Containment.Linux.Descriptors;
using Containment.Networks.Pools;
using Containment.Networks.Spanning;

namespace Containment.Networks;

/// <summary>The networks that this host gives containers to choose from. Take it by <c>host.Part(h => new HostNetworks(h))</c>.</summary>
/// <param name="host">Whose networks.</param>
/// <param name="hostNamespace">The network namespace that bridges are in; null is the process's.</param>
internal sealed class HostNetworks(ContainerHost host, Descriptor? hostNamespace = null) : IDisposable
{
    private readonly LinkQueue _queue = new(hostNamespace);
    private readonly NetworkStore _store = new(host);

    public NetworkClaims Claims => new(_store);

    /// <summary>The links as they are made: a network by name is what it says.</summary>
    /// <exception cref="ContainmentException">NotFound: there is no such network.</exception>
    public async Task<IReadOnlyList<NetworkSpec>> ResolveAsync(IReadOnlyList<NetworkSpec> networks, CancellationToken cancellation)
    {
        if (!networks.Any(network => network.Link is NetworkLink.Network)) return networks;
        List<NetworkSpec> resolved = [];
        foreach (var network in networks)
        {
            if (network.Link is not NetworkLink.Network(var name))
            {
                resolved.Add(network);
                continue;
            }
            var definition = _store.Get(name);
            await ReadyAsync(definition, cancellation).ConfigureAwait(false);
            resolved.Add(network with { Link = LinkOf(definition), Mtu = network.Mtu ?? definition.Mtu, Masquerade = network.Masquerade || definition.Masquerade, Isolated = network.Isolated || definition.Isolated });
        }
        return resolved;
    }

    public async Task<NetworkStatus> CreateAsync(NetworkDefinition network, CancellationToken cancellation)
    {
        using var held = await _store.LockAsync(cancellation).ConfigureAwait(false);
        if (_store.Exists(network.Name)) throw new ContainmentException(FailureReason.AlreadyExists, network.Name, $"this host has a network {network.Name} already; choose another name, or delete it");
        DefinitionRules.Check(network, _store.List());
        try
        {
            await ReadyAsync(network, cancellation, isNew: true).ConfigureAwait(false);
            await _store.WriteAsync(network, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await DismantleAsync(network).ConfigureAwait(false);
            throw;
        }
        return Describe(network);
    }

    /// <summary>Says who the other hosts of a spanning network are.</summary>
    public async Task SetPeersAsync(string name, IReadOnlyList<System.Net.IPAddress> peers, CancellationToken cancellation)
    {
        using var held = await _store.LockAsync(cancellation).ConfigureAwait(false);
        var network = _store.Get(name);
        if (network.Spanning is not { } spanning) throw new ContainmentException(FailureReason.WrongState, name, $"the network {name} is this host's alone; make it with --vxlan to span hosts");
        network = network with { Spanning = spanning with { Peers = peers } };
        network.Spanning.Check();
        await ReadyAsync(network, cancellation, isNew: true).ConfigureAwait(false);
        await _store.WriteAsync(network, cancellation).ConfigureAwait(false);
    }

    public IReadOnlyList<NetworkStatus> List() => [.. _store.List().Select(Describe)];

    public NetworkStatus Get(string name) => Describe(_store.Get(name));

    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        using var held = await _store.LockAsync(cancellation).ConfigureAwait(false);
        var network = _store.Get(name);
        if (_store.Leases(name).Read() is { Count: > 0 } leases)
            throw new ContainmentException(FailureReason.WrongState, name, $"containers are on the network {name}: {string.Join(", ", leases.Select(lease => lease.Container).Distinct().Take(5))}{(leases.Count > 5 ? ", …" : "")}; delete them first");
        // From here on nobody gets an address of it; who was quicker has one now.
        _store.Hide(name);
        try
        {
            if (_store.Leases(name).Read() is [var late, ..]) throw new ContainmentException(FailureReason.WrongState, name, $"container {late.Container} has just come to the network {name}; delete it first");
            await DismantleAsync(network).ConfigureAwait(false);
        }
        catch
        {
            await _store.WriteAsync(network, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        _store.Remove(name);
    }

    /// <summary>The bridge of a network that names none: its own.</summary>
    public string BridgeOf(string name) => LinkName.OfNetwork(name, host.Options.StateDirectory);

    public void Dispose() => _queue.Dispose();

    private NetworkLink LinkOf(NetworkDefinition network) => network.Link ?? new NetworkLink.Bridge(BridgeOf(network.Name));

    private NetworkStatus Describe(NetworkDefinition network) => new(network, LinkOf(network), _store.Leases(network.Name).Read());

    // A reboot takes bridges and switches away.
    private async Task ReadyAsync(NetworkDefinition network, CancellationToken cancellation, bool isNew = false)
    {
        switch (LinkOf(network))
        {
            case NetworkLink.Bridge bridge:
                await _queue.RunAsync(socket =>
                {
                    // Somebody else's bridge may be there without what is ours on it.
                    HostBridge.Ready(socket, bridge.Name, DefinitionRules.OfHost(network), network.Mtu, isNew || network.Link is not null);
                    if (network.Spanning is { } spanning && (isNew || LinkQueries.Find(socket, VxlanPort.NameOf(spanning.Id)) is not { IsUp: true, Master: > 0 })) VxlanPort.Ensure(socket, bridge.Name, spanning);
                }, cancellation).ConfigureAwait(false);
                break;
            case NetworkLink.Routed routed:
                await Forwarding.EnsureAsync(hostNamespace, network.Subnets.Select(subnet => subnet.BaseAddress.AddressFamily).ToHashSet(), routed.Uplink, cancellation).ConfigureAwait(false);
                break;
        }
    }

    // Somebody else's bridge stays.
    private async Task DismantleAsync(NetworkDefinition network)
    {
        if (LinkOf(network) is not NetworkLink.Bridge(var bridge)) return;
        await _queue.RunAsync(socket =>
        {
            if (network.Link is null) HostBridge.RefusePorts(socket, bridge, network.Spanning is { } spanning ? VxlanPort.NameOf(spanning.Id) : null);
            if (network.Spanning is not null) VxlanPort.Delete(socket, bridge);
            if (network.Link is null) HostBridge.Delete(socket, bridge);
        }, CancellationToken.None).ConfigureAwait(false);
    }
}
