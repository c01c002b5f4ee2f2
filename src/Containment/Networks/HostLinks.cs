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
    private readonly string _salt = host.Options.StateDirectory;

    /// <summary>Looks the bridges up and compiles the plan of a container that is about to start.</summary>
    /// <exception cref="InvalidSpecException">The specification can't be right.</exception>
    /// <exception cref="ContainmentException">NotFound: there is no such bridge; WrongState: it is something else.</exception>
    public async Task<IReadOnlyList<NetworkStep>> PlanAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, CancellationToken ct = default) =>
        networks.Count > 0 && Self.Standing == Standing.User
        ? throw new ContainmentException(FailureReason.Unsupported, "networks", "an ordinary user can't connect a container to a bridge: the link's end on the host needs CAP_NET_ADMIN there; without networks it has a loopback of its own")
        : NetworkPlan.Compile(id, _salt, networks, await BridgesAsync(networks, ct).ConfigureAwait(false));

    /// <summary>
    /// Carries a whole plan out on a network namespace that exists, as CRIU's is at its setup-namespaces notification:
    /// links, addresses, routes. With <paramref name="locked"/> nothing leaves or enters until <see cref="UnlockAsync"/>.
    /// </summary>
    /// <param name="id">The container.</param>
    /// <param name="networks">Its interfaces.</param>
    /// <param name="networkNamespace">An open /proc/PID/ns/net; it stays the caller's.</param>
    /// <param name="locked">Leaves the host's ends down.</param>
    /// <param name="ct">Stops between two messages and removes what was made.</param>
    /// <exception cref="KernelException">EEXIST: the container has links already, here or there.</exception>
    public async Task AttachAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, Descriptor networkNamespace, bool locked, CancellationToken ct = default)
    {
        var steps = NetworkPlan.Compile(id, _salt, networks, await BridgesAsync(networks, ct).ConfigureAwait(false), locked);
        var made = new List<string>();
        try
        {
            await _queue.RunAsync(socket => NetworkSteps.SendHost(steps, networkNamespace, socket, made, ct), ct).ConfigureAwait(false);
            await NetworkSteps.SendInsideAsync(steps, networkNamespace, ct).ConfigureAwait(false);
        }
        catch
        {
            // Only what this call made: a link that was in the way is someone's.
            await _queue.RunAsync(socket => Delete(socket, made), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>From now on packets from and to the container are dropped, never answered; its connections live on.</summary>
    public Task LockAsync(ContainerId id, CancellationToken ct = default) => _queue.RunAsync(socket =>
    {
        foreach (var link in Ends(socket, id)) PortLock.Close(socket, link);
    }, ct);

    /// <summary>Undoes <see cref="LockAsync"/>, or a locked attach. When it ends, packets pass.</summary>
    public async Task UnlockAsync(ContainerId id, CancellationToken ct = default)
    {
        await _queue.RunAsync(socket =>
        {
            foreach (var link in Ends(socket, id)) PortLock.Open(socket, link);
        }, ct).ConfigureAwait(false);
        // A link that was down forwards when the kernel has got round to noticing its carrier: 0.3 to 8 ms.
        for (var tries = 0; tries < MostLooks && await _queue.RunAsync(socket => Ends(socket, id).Any(PortLock.IsOpening), ct).ConfigureAwait(false); tries++)
            await Task.Delay(1, ct).ConfigureAwait(false);
    }

    /// <summary>Removes the container's links, both ends; none is no error.</summary>
    public Task RemoveAsync(ContainerId id, CancellationToken ct = default) =>
        _queue.RunAsync(socket => Delete(socket, [.. Ends(socket, id).Select(link => link.Name)]), ct);

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
    public void Dispose() => _queue.Dispose();

    private Task<Dictionary<string, BridgeFacts>> BridgesAsync(IReadOnlyList<NetworkSpec> networks, CancellationToken ct)
    {
        NetworkRules.Check(networks);
        return networks.Count == 0
            ? Task.FromResult(new Dictionary<string, BridgeFacts>())
            : _queue.RunAsync(socket => networks.Select(n => n.Bridge).Distinct().ToDictionary(name => name, name => LinkQueries.Bridge(socket, name)), ct);
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
