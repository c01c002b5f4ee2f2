using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>The host's ends of the containers' links. Take it by <c>host.Part(h => new HostLinks(h))</c>.</summary>
/// <param name="host">Whose containers.</param>
/// <param name="hostNamespace">The network namespace that bridges and host ends are in; null is the process's.</param>
internal sealed class HostLinks(ContainerHost host, Descriptor? hostNamespace = null) : IDisposable
{
    private const int MostLooks = 1000;
    private readonly LinkQueue _queue = new(hostNamespace);
    private readonly HostNetworks _networks = hostNamespace is null ? host.Part(h => new HostNetworks(h)) : new(host, hostNamespace);
    private readonly string _salt = host.Options.StateDirectory;

    /// <summary>Looks up what the links are connected to, makes what a network needs, and compiles the plan of a container that is about to start.</summary>
    /// <exception cref="InvalidSpecException">The specification can't be right.</exception>
    /// <exception cref="ContainmentException">NotFound: there is no such bridge, interface or network; WrongState: it is something else.</exception>
    public async Task<IReadOnlyList<NetworkStep>> PlanAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, CancellationToken ct = default)
    {
        if (networks.Count > 0 && Self.Standing == Standing.User)
            throw new ContainmentException(FailureReason.Unsupported, "networks", "an ordinary user can't connect a container to a bridge: the link's end on the host needs CAP_NET_ADMIN there; without networks it has a loopback of its own");
        return (await CompileAsync(id, networks, locked: false, ct).ConfigureAwait(false)).Steps;
    }

    /// <summary>Before a plan is carried out: writes down what does not go with the container's links.</summary>
    public async Task RememberAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, CancellationToken ct = default) =>
        new DrawnAddresses(host.Options, id).Remember(await _networks.ResolveAsync(networks, ct).ConfigureAwait(false));

    /// <summary>
    /// Carries a whole plan out on a network namespace that exists, as CRIU's is at its setup-namespaces notification:
    /// links, addresses, routes. With <paramref name="locked"/> nothing leaves or enters until <see cref="UnlockAsync"/>.
    /// </summary>
    /// <param name="id">The container.</param>
    /// <param name="networks">Its interfaces.</param>
    /// <param name="networkNamespace">An open /proc/PID/ns/net; it stays the caller's.</param>
    /// <param name="locked">Closed for all packets.</param>
    /// <param name="ct">Stops between two messages and removes what was made.</param>
    /// <exception cref="KernelException">EEXIST: the container has links already, here or there.</exception>
    public async Task AttachAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, Descriptor networkNamespace, bool locked, CancellationToken ct = default)
    {
        var (steps, resolved) = await CompileAsync(id, networks, locked, ct).ConfigureAwait(false);
        var made = new List<string>();
        var drawn = new DrawnAddresses(host.Options, id);
        drawn.Remember(resolved);
        try
        {
            if (locked && resolved.Any(network => network.Link is not NetworkLink.Bridge)) await InnerLock.CloseAsync(networkNamespace).ConfigureAwait(false);
            await _queue.RunAsync(socket => NetworkSteps.SendHost(steps, networkNamespace, socket, made, ct), ct).ConfigureAwait(false);
            await NetworkSteps.SendInsideAsync(steps, networkNamespace, ct).ConfigureAwait(false);
        }
        catch
        {
            // Only what this call made: a link that was in the way is someone's.
            await _queue.RunAsync(socket => { Delete(socket, made); drawn.Remove(socket, forget: true); }, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes one interface from a container that runs; one that is not there is no error.</summary>
    /// <param name="id">The container.</param>
    /// <param name="network">The interface, its index given.</param>
    /// <param name="networkNamespace">An open /proc/PID/ns/net; it stays the caller's.</param>
    /// <param name="ct">Stops waiting for other changes of links.</param>
    public async Task DetachAsync(ContainerId id, NetworkSpec network, Descriptor networkNamespace, CancellationToken ct = default)
    {
        var link = (await _networks.ResolveAsync([network], ct).ConfigureAwait(false))[0].Link;
        await _queue.RunAsync(socket => new DrawnAddresses(host.Options, id).Remove(socket, network), ct).ConfigureAwait(false);
        if (link.HasHostEnd) await _queue.RunAsync(socket => Delete(socket, [LinkName.OfHost(id, _salt, NetworkPlan.OrdinalOf(network, 0))]), ct).ConfigureAwait(false);
        else await NetworkSteps.DeleteInsideAsync(network, networkNamespace).ConfigureAwait(false);
    }

    /// <summary>From now on packets from and to the container are dropped, never answered; its connections live on.</summary>
    /// <param name="id">The container.</param>
    /// <param name="networks">Its interfaces.</param>
    /// <param name="networkNamespace">An open /proc/PID/ns/net; it stays the caller's.</param>
    /// <param name="ct">Stops waiting for other changes of links.</param>
    public async Task LockAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, Descriptor networkNamespace, CancellationToken ct = default)
    {
        var resolved = await _networks.ResolveAsync(networks, ct).ConfigureAwait(false);
        if (resolved.Any(network => network.Link is not NetworkLink.Bridge)) await InnerLock.CloseAsync(networkNamespace).ConfigureAwait(false);
        await _queue.RunAsync(socket =>
        {
            foreach (var link in Ends(socket, id).Where(link => link.Master != 0)) PortLock.Close(socket, link);
            new DrawnAddresses(host.Options, id).Remove(socket, forget: false);
        }, ct).ConfigureAwait(false);
    }

    /// <summary>Undoes <see cref="LockAsync"/>, or a locked attach. When it ends, packets pass.</summary>
    /// <inheritdoc cref="LockAsync"/>
    public async Task UnlockAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, Descriptor networkNamespace, CancellationToken ct = default)
    {
        var (steps, resolved) = await CompileAsync(id, networks, locked: false, ct).ConfigureAwait(false);
        await _queue.RunAsync(socket =>
        {
            foreach (var link in Ends(socket, id).Where(link => link.PortState is not null || link is { IsUp: false })) PortLock.Open(socket, link);
            foreach (var step in steps.Where(step => step.Draws)) NetworkSteps.SendAgain(socket, step);
        }, ct).ConfigureAwait(false);
        if (resolved.Any(network => network.Link is not NetworkLink.Bridge)) await InnerLock.OpenAsync(networkNamespace).ConfigureAwait(false);
        // A link that was down forwards when the kernel has got round to noticing its carrier: 0.3 to 8 ms.
        for (var tries = 0; tries < MostLooks && await _queue.RunAsync(socket => Ends(socket, id).Any(PortLock.IsOpening), ct).ConfigureAwait(false); tries++)
            await Task.Delay(1, ct).ConfigureAwait(false);
    }

    /// <summary>Removes the container's links, both ends; none is no error.</summary>
    public Task RemoveAsync(ContainerId id, CancellationToken ct = default) =>
        _queue.RunAsync(socket =>
        {
            new DrawnAddresses(host.Options, id).Remove(socket, forget: true);
            Delete(socket, [.. Ends(socket, id).Select(link => link.Name)]);
        }, ct);

    /// <summary>The names of the host's ends of the container's links, in the order of its interfaces.</summary>
    public Task<IReadOnlyList<string>> ListAsync(ContainerId id, CancellationToken ct = default) =>
        _queue.RunAsync<IReadOnlyList<string>>(socket => [.. Ends(socket, id).Select(link => link.Name)], ct);

    /// <summary>
    /// Tells neighbours and switches where the container's addresses are now (gratuitous ARP, unsolicited neighbour advertisements):
    /// at once, and twice again within 0.3 s, as single packets may get lost. Who is in a hurry doesn't await it.
    /// </summary>
    /// <param name="id">The container.</param>
    /// <param name="networks">Its interfaces.</param>
    /// <param name="networkNamespace">An open /proc/PID/ns/net, needed until the task ends; it stays the caller's.</param>
    /// <param name="ct">Stops.</param>
    public async Task AnnounceAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, Descriptor networkNamespace, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            using var announcement = await NetworkNamespace.OpenInAsync(networkNamespace, () => new Announcement(id, networks)).ConfigureAwait(false);
            await announcement.SendAsync(host.Options.TimeProvider, ct).ConfigureAwait(false);
        }
        catch (KernelRefusal refusal)
        {
            throw LinkQueue.Public(refusal);
        }
    }

    public Task EnsureBridgeAsync(string name, IReadOnlyList<IPNetworkAddress> addresses, CancellationToken ct) =>
        _queue.RunAsync(socket => HostBridge.Ensure(socket, name, addresses), ct);

    public Task<bool> DeleteBridgeAsync(string name, CancellationToken ct) => _queue.RunAsync(socket => HostBridge.Delete(socket, name), ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.Dispose();
        if (hostNamespace is not null) _networks.Dispose();
    }

    private async Task<(IReadOnlyList<NetworkStep> Steps, IReadOnlyList<NetworkSpec> Networks)> CompileAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, bool locked, CancellationToken ct)
    {
        NetworkRules.Check(networks);
        if (networks.Count == 0) return (NetworkPlan.Compile(id, _salt, networks, new Dictionary<string, ParentFacts>()), networks);
        var resolved = await _networks.ResolveAsync(networks, ct).ConfigureAwait(false);
        if (resolved.FirstOrDefault(network => network.Link is NetworkLink.Routed) is { Link: NetworkLink.Routed(var uplink) }) await Forwarding.EnsureAsync(hostNamespace, uplink, ct).ConfigureAwait(false);
        var (parents, indexes) = await _queue.RunAsync(socket => (Parents(socket, resolved), Indexes(socket, id, resolved)), ct).ConfigureAwait(false);
        return (NetworkPlan.Compile(id, _salt, resolved, parents, locked, indexes), resolved);
    }

    private static Dictionary<string, ParentFacts> Parents(NetlinkSocket socket, IReadOnlyList<NetworkSpec> networks)
    {
        var parents = new Dictionary<string, ParentFacts>();
        foreach (var network in networks)
            if (ParentFacts.NameOf(network.Link) is { } name) parents[name] = LinkQueries.Parent(socket, network.Link, name);
        return parents;
    }

    // Of two names with one hash the second is the next.
    private Dictionary<string, int> Indexes(NetlinkSocket socket, ContainerId id, IReadOnlyList<NetworkSpec> networks)
    {
        var indexes = new Dictionary<string, int>();
        for (var i = 0; i < networks.Count; i++)
        {
            if (networks[i].Link is not NetworkLink.Routed) continue;
            var end = LinkName.OfHost(id, _salt, NetworkPlan.OrdinalOf(networks[i], i));
            var index = LinkName.IndexOfHost(end);
            while (LinkQueries.NameOf(socket, index) is { } other && other != end) index++;
            indexes[end] = index;
        }
        return indexes;
    }

    /// <summary>All are looked for: root inside may have deleted any of them.</summary>
    private List<Link> Ends(NetlinkSocket socket, ContainerId id) =>
        [.. Enumerable.Range(0, NetworkRules.MostNetworks).Select(i => LinkQueries.Find(socket, LinkName.OfHost(id, _salt, i))).OfType<Link>()];

    private static void Delete(NetlinkSocket socket, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            try
            {
                socket.Send(LinkMessages.Delete(name), $"delete {name}");
            }
            catch (KernelRefusal refusal) when (refusal.Error == Errno.ENODEV)
            {
                // It went with its other end, as it does when the container's network namespace ends.
            }
        }
    }
}
