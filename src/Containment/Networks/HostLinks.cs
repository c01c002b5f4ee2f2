using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;
using Containment.Linux.Networks;
using Containment.Networks.Cni;

namespace Containment.Networks;

/// <summary>The host's ends of the containers' links. Take it by <c>host.Part(h => new HostLinks(h))</c>.</summary>
/// <param name="host">Whose containers.</param>
/// <param name="hostNamespace">The network namespace that bridges and host ends are in; null is the process's.</param>
internal sealed class HostLinks(ContainerHost host, Descriptor? hostNamespace = null) : IDisposable
{
    private const int MostLooks = 1000;
    private readonly LinkQueue _queue = new(hostNamespace);
    private readonly HostNetworks _networks = hostNamespace is null ? host.Part(h => new HostNetworks(h)) : new(host, hostNamespace);
    private readonly CniLinks _cni = new(host.Options);
    private readonly LinkLending _lending = new(hostNamespace);
    private readonly string _salt = host.Options.StateDirectory;

    /// <summary>Looks up what the links are connected to, makes what a network needs, and compiles the plan of a container that is about to start.</summary>
    /// <exception cref="InvalidSpecException">The specification can't be right.</exception>
    /// <exception cref="ContainmentException">NotFound: there is no such bridge, interface or network; WrongState: it is something else.</exception>
    public async Task<IReadOnlyList<NetworkStep>> PlanAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, CancellationToken ct = default)
    {
        if (networks.Count > 0 && Self.Standing == Standing.User)
            throw new ContainmentException(FailureReason.Unsupported, "networks", "an ordinary user can't connect a container to a bridge: the link's end on the host needs CAP_NET_ADMIN there; without networks it has a loopback of its own");
        return (await CompileAsync(id, networks, locked: false, null, ct).ConfigureAwait(false)).Steps;
    }

    /// <summary>Undoes what of an earlier run did not go with the container's links; nobody may have looked since it ended.</summary>
    public async Task SettleAsync(ContainerId id, CancellationToken ct = default)
    {
        await EndedAsync(id, ct).ConfigureAwait(false);
        await UndoOthersAsync(id).ConfigureAwait(false);
    }

    /// <summary>Before a plan is carried out: writes down what won't go with the container's links.</summary>
    public async Task RememberAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, CancellationToken ct = default)
    {
        var resolved = await _networks.ResolveAsync(networks, ct).ConfigureAwait(false);
        new DrawnAddresses(host.Options, id).Remember(resolved);
        await Lent.RememberAsync(id, resolved, _salt, ct).ConfigureAwait(false);
    }

    /// <summary>
    /// Carries a whole plan out on a network namespace that exists, as CRIU's is at its setup-namespaces notification:
    /// links, addresses, routes. With <paramref name="locked"/> nothing leaves or enters until <see cref="UnlockAsync"/>.
    /// </summary>
    /// <param name="id">The container.</param>
    /// <param name="networks">Its interfaces.</param>
    /// <param name="networkNamespace">An open /proc/PID/ns/net; it stays the caller's.</param>
    /// <param name="locked">Closed for all packets.</param>
    /// <param name="beside">Interfaces that it has already.</param>
    /// <param name="ct">Stops between two messages and removes what was made.</param>
    /// <returns>The interfaces, with addresses that others gave.</returns>
    /// <exception cref="KernelException">EEXIST: the container has links already, here or there.</exception>
    public async Task<IReadOnlyList<NetworkSpec>> AttachAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, Descriptor networkNamespace, bool locked, IReadOnlyList<NetworkSpec>? beside = null, CancellationToken ct = default)
    {
        var (steps, resolved) = await CompileAsync(id, networks, locked, beside, ct).ConfigureAwait(false);
        var made = new List<string>();
        var drawn = new DrawnAddresses(host.Options, id);
        await RememberAsync(id, resolved, ct).ConfigureAwait(false);
        try
        {
            if (locked && resolved.Any(network => network.Link is not NetworkLink.Bridge)) await InnerLock.CloseAsync(networkNamespace).ConfigureAwait(false);
            await _queue.RunAsync(socket => NetworkSteps.SendHost(steps, networkNamespace, socket, made, ct), ct).ConfigureAwait(false);
            await NetworkSteps.SendInsideAsync(steps, networkNamespace, ct).ConfigureAwait(false);
            return await AskOthersAsync(id, networks, networkNamespace, ct).ConfigureAwait(false);
        }
        catch
        {
            // Only what this call made: a link that was in the way is someone's.
            await _queue.RunAsync(socket => { Delete(socket, made); foreach (var network in resolved) drawn.Remove(socket, network); }, CancellationToken.None).ConfigureAwait(false);
            foreach (var network in resolved)
                if (network.Link is NetworkLink.Physical(var card)) await Lent.TakeBackAsync(id, card, networkNamespace, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has plugins make what is theirs, in a network namespace that exists.</summary>
    /// <returns>The interfaces, with the addresses that plugins gave.</returns>
    public Task<IReadOnlyList<NetworkSpec>> AskOthersAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, Descriptor networkNamespace, CancellationToken ct = default) =>
        NeedOthers(networks) ? _cni.AddAsync(id, networks, PathOf(networkNamespace), ct) : Task.FromResult(networks);

    /// <summary>Whether there is something for <see cref="AskOthersAsync"/>.</summary>
    public static bool NeedOthers(IReadOnlyList<NetworkSpec> networks) => networks.Any(network => network.Link is NetworkLink.Cni);

    /// <summary>Takes one interface from a container that runs; one that is not there is no error.</summary>
    /// <param name="id">The container.</param>
    /// <param name="network">The interface, its index given.</param>
    /// <param name="networkNamespace">An open /proc/PID/ns/net; it stays the caller's.</param>
    /// <param name="ct">Stops waiting for other changes of links.</param>
    public async Task DetachAsync(ContainerId id, NetworkSpec network, Descriptor networkNamespace, CancellationToken ct = default)
    {
        var link = (await _networks.ResolveAsync([network], ct).ConfigureAwait(false))[0].Link;
        await _queue.RunAsync(socket => new DrawnAddresses(host.Options, id).Remove(socket, network), ct).ConfigureAwait(false);
        if (link is NetworkLink.Physical(var card)) await Lent.TakeBackAsync(id, card, networkNamespace, ct).ConfigureAwait(false);
        else if (link is NetworkLink.Cni) await _cni.RemoveAsync(id, PathOf(networkNamespace), network.Name).ConfigureAwait(false);
        else if (link.HasHostEnd) await _queue.RunAsync(socket => Delete(socket, [LinkName.OfHost(id, _salt, NetworkPlan.OrdinalOf(network, 0))]), ct).ConfigureAwait(false);
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
        var resolved = await _networks.ResolveAsync(networks, ct).ConfigureAwait(false);
        await _queue.RunAsync(socket =>
        {
            foreach (var link in Ends(socket, id).Where(link => link.PortState is not null || link is { IsUp: false })) PortLock.Open(socket, link);
            foreach (var network in resolved)
                if (network.Link is NetworkLink.Routed { Uplink: { } name } && LinkQueries.Find(socket, name) is { } uplink)
                    foreach (var step in RoutedLink.Proxies(network, new(name, uplink.Index, uplink.Mtu))) NetworkSteps.SendAgain(socket, step);
        }, ct).ConfigureAwait(false);
        if (resolved.Any(network => network.Link is not NetworkLink.Bridge)) await InnerLock.OpenAsync(networkNamespace).ConfigureAwait(false);
        // A link that was down forwards when the kernel has got round to noticing its carrier: 0.3 to 8 ms.
        for (var tries = 0; tries < MostLooks && await _queue.RunAsync(socket => Ends(socket, id).Any(PortLock.IsOpening), ct).ConfigureAwait(false); tries++)
            await Task.Delay(1, ct).ConfigureAwait(false);
    }

    /// <summary>Removes the container's links, both ends; none is no error.</summary>
    public async Task RemoveAsync(ContainerId id, CancellationToken ct = default)
    {
        await _queue.RunAsync(socket =>
        {
            new DrawnAddresses(host.Options, id).Remove(socket, forget: true);
            Delete(socket, [.. Ends(socket, id).Select(link => link.Name)]);
        }, ct).ConfigureAwait(false);
        await Lent.ReturnAsync(id, ct).ConfigureAwait(false);
        await UndoOthersAsync(id).ConfigureAwait(false);
    }

    /// <summary>Whether something of a run that has ended is to be undone by <see cref="EndedAsync"/>.</summary>
    public bool Remains(ContainerId id) => new DrawnAddresses(host.Options, id).Any || Lent.Any(id);

    /// <summary>Its processes are gone: stops answering in its stead, and gives cards back. What plugins gave it stays its own until it starts or is deleted.</summary>
    public async Task EndedAsync(ContainerId id, CancellationToken ct = default)
    {
        var drawn = new DrawnAddresses(host.Options, id);
        if (drawn.Any) await _queue.RunAsync(socket => drawn.Remove(socket, forget: true), ct).ConfigureAwait(false);
        await Lent.ReturnAsync(id, ct).ConfigureAwait(false);
    }

    /// <summary>The names of the host's ends of the container's links, in the order of its interfaces.</summary>
    public Task<IReadOnlyList<string>> ListAsync(ContainerId id, CancellationToken ct = default) =>
        _queue.RunAsync<IReadOnlyList<string>>(socket => [.. Ends(socket, id).Select(link => link.Name)], ct);

    /// <summary>
    /// Tells neighbours and switches where the container's addresses are now (gratuitous ARP, unsolicited neighbour advertisements): once before this
    /// returns, and twice more within 0.3 s by <see cref="Announcing.RepeatAsync"/>, as single packets may get lost.
    /// </summary>
    /// <param name="id">The container.</param>
    /// <param name="networks">Its interfaces.</param>
    /// <param name="networkNamespace">An open /proc/PID/ns/net; it stays the caller's.</param>
    /// <param name="ct">Stops.</param>
    public async Task<Announcing> AnnounceAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, Descriptor networkNamespace, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        var resolved = await _networks.ResolveAsync(networks, ct).ConfigureAwait(false);
        var uplinks = await _queue.RunAsync(socket => resolved.Select(network => Announcement.HostOf(network.Link) is { } name && LinkQueries.Find(socket, name) is { HardwareAddress.Length: 17 } link
            ? (link.Index, HardwareAddress.Parse(link.HardwareAddress), network.Addresses) : default).Where(uplink => uplink.Index != 0).ToList(), ct).ConfigureAwait(false);
        List<Announcement> announcements = [];
        try
        {
            announcements.Add(await NetworkNamespace.OpenInAsync(networkNamespace, () => new Announcement(id, resolved)).ConfigureAwait(false));
            if (uplinks.Count > 0) announcements.Add(hostNamespace is null ? new(uplinks) : await NetworkNamespace.OpenInAsync(hostNamespace, () => new Announcement(uplinks)).ConfigureAwait(false));
            return Announcing.Begin(announcements, host.Options.TimeProvider);
        }
        catch (KernelRefusal refusal)
        {
            announcements.ForEach(one => one.Dispose());
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
        _lending.Dispose();
        if (hostNamespace is not null) _networks.Dispose();
    }

    private LentLinks Lent => new(host.Options, _lending);

    private async Task<(IReadOnlyList<NetworkStep> Steps, IReadOnlyList<NetworkSpec> Networks)> CompileAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, bool locked, IReadOnlyList<NetworkSpec>? beside, CancellationToken ct)
    {
        NetworkRules.Check(networks);
        if (networks.Count == 0) return (NetworkPlan.Compile(id, _salt, networks, new Dictionary<string, ParentFacts>()), networks);
        var resolved = await _networks.ResolveAsync(networks, ct).ConfigureAwait(false);
        _cni.Check(resolved);
        foreach (var uplink in resolved.Select(network => network.Link).OfType<NetworkLink.Routed>().Select(routed => routed.Uplink).Distinct()) await Forwarding.EnsureAsync(hostNamespace, resolved.SelectMany(network => network.Addresses).Select(address => address.Address.AddressFamily).ToHashSet(), uplink, ct).ConfigureAwait(false);
        var (parents, indexes) = await _queue.RunAsync(socket => (Parents(socket, resolved), Indexes(socket, id, resolved)), ct).ConfigureAwait(false);
        return (NetworkPlan.Compile(id, _salt, resolved, parents, locked, indexes, beside is null ? null : await _networks.ResolveAsync(beside, ct).ConfigureAwait(false)), resolved);
    }

    // A plugin that refuses must not keep everything else from being removed; what was asked of it stays written down.
    private async Task UndoOthersAsync(ContainerId id)
    {
        if (await _cni.TryRemoveAsync(id, "").ConfigureAwait(false) is { } refused) NetworkLog.Left(host.Logger<HostLinks>(), id, refused);
    }

    // Plugins are other processes: by this process's number, not by "self".
    private static string PathOf(Descriptor networkNamespace) => $"/proc/{Environment.ProcessId}/fd/{networkNamespace.Number}";

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
