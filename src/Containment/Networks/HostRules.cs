using Containment.Linux.Descriptors;
using Containment.Linux.Networks;
using Containment.Networks.Filtering;
using Containment.Networks.Shaping;

namespace Containment.Networks;

/// <summary>What containers' interfaces have on the host's side beside their links: ports, masquerading, firewalls, bandwidth. Take it by <c>host.Part(h => new HostRules(h))</c>.</summary>
/// <param name="host">Whose containers.</param>
/// <param name="hostNamespace">The network namespace that bridges and host ends are in; null is the process's.</param>
internal sealed class HostRules(ContainerHost host, Descriptor? hostNamespace = null) : IDisposable
{
    private readonly LinkQueue _queue = new(hostNamespace);
    private readonly HostNetworks _networks = hostNamespace is null ? host.Part(h => new HostNetworks(h)) : new(host, hostNamespace);
    private readonly RuleTransactions _rules = new(host.Options, hostNamespace);
    private readonly string _salt = host.Options.StateDirectory;

    /// <summary>Refuses what a start would refuse now: a port of the host that a container that runs, or a process of the host, has; rules where there is no nft.</summary>
    /// <exception cref="ContainmentException">AlreadyExists, naming the container; WrongState: a process listens on it; ToolMissing.</exception>
    public async Task CheckAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, CancellationToken ct = default)
    {
        networks = await _networks.ResolveAsync(networks, ct).ConfigureAwait(false);
        FilterRules.CheckLinks(networks);
        if (networks.Any(FilteredLink.Needs)) await _rules.CheckAsync(id, networks, GoneAsync, ct).ConfigureAwait(false);
    }

    /// <summary>Puts all of a container's rules in force, before its links are there: from their first packet on they hold. In place of what it has.</summary>
    /// <exception cref="ContainmentException">AlreadyExists: a port is another container's, which is named; WrongState: a process of the host listens on it; ToolMissing, ToolFailed.</exception>
    public async Task ApplyAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, CancellationToken ct = default)
    {
        networks = await _networks.ResolveAsync(networks, ct).ConfigureAwait(false);
        var note = new RuleNote(host.Options, id);
        var had = note.Exists;
        if (!networks.Any(FilteredLink.Leaves))
        {
            if (had) await RemoveAsync(id, ct).ConfigureAwait(false);
            return;
        }
        note.Write(pending: true);
        if (!networks.Any(FilteredLink.Wants))
        {
            if (had) await _rules.RemoveAsync([id.Value], ct).ConfigureAwait(false);
            return;
        }
        NetworkRules.Check(networks);
        FilterRules.CheckLinks(networks);
        await _rules.ApplyAsync(id, networks, await LinksAsync(id, networks, ct).ConfigureAwait(false), GoneAsync, ct).ConfigureAwait(false);
    }

    /// <summary>The links are there: limits their bandwidth.</summary>
    /// <exception cref="KernelException">EOPNOTSUPP, ENOENT: the kernel lacks tbf, ifb, u32 or mirred.</exception>
    public async Task ShapeAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, CancellationToken ct = default)
    {
        networks = await _networks.ResolveAsync(networks, ct).ConfigureAwait(false);
        var note = new RuleNote(host.Options, id);
        if (networks.Any(FilteredLink.Leaves)) note.Write(pending: false);
        for (var i = 0; i < networks.Count; i++)
            if (networks[i].Bandwidth is { Limits: true } bandwidth) await LimitAsync(End(id, networks[i], i), bandwidth, ct).ConfigureAwait(false);
    }

    /// <summary>Changes the bandwidth of an interface of a container that runs; null takes all limits away.</summary>
    public async Task LimitAsync(ContainerId id, int ordinal, Bandwidth? bandwidth, CancellationToken ct = default)
    {
        if (new RuleNote(host.Options, id) is var note && bandwidth is { Limits: true } && !note.Exists) note.Write(pending: false);
        await LimitAsync(LinkName.OfHost(id, _salt, ordinal), bandwidth, ct).ConfigureAwait(false);
    }

    /// <summary>Tells the firewall of connections that a container has brought with it, so that the other end may speak first.</summary>
    /// <param name="id">The container.</param>
    /// <param name="networks">Its interfaces.</param>
    /// <param name="pid">A process of it.</param>
    /// <param name="ct">Gives up.</param>
    public async Task RememberAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, int pid, CancellationToken ct = default)
    {
        var walled = networks.Select((network, i) => (network, Link: End(id, network, i))).Where(one => one.network.Firewall is not null).ToList();
        if (walled.Count > 0) await _rules.RememberAsync([.. walled.Select(one => (one.Link, one.network.Addresses))], OpenFlows.Of(pid), ct).ConfigureAwait(false);
    }

    /// <summary>Removes all that a container has; nothing is no error.</summary>
    /// <exception cref="ContainmentException">ToolMissing, ToolFailed: they stay until the next try.</exception>
    public async Task RemoveAsync(ContainerId id, CancellationToken ct = default)
    {
        var note = new RuleNote(host.Options, id);
        if (!note.Exists) return;
        await _queue.RunAsync(socket =>
        {
            for (var i = 0; i < NetworkRules.MostNetworks; i++) LinkShaper.Remove(socket, LinkName.OfHost(id, _salt, i));
        }, ct).ConfigureAwait(false);
        await _rules.RemoveAsync([id.Value], ct).ConfigureAwait(false);
        note.Delete();
    }

    /// <summary>Removes what containers have whose links are gone: they ended and nobody was there to clean up.</summary>
    public async Task ReconcileAsync(CancellationToken ct = default)
    {
        foreach (var id in RuleNote.All(host.Options))
            if (await GoneAsync(id, ct).ConfigureAwait(false)) await RemoveAsync(id, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.Dispose();
        if (hostNamespace is not null) _networks.Dispose();
    }

    private string End(ContainerId id, NetworkSpec network, int place) => LinkName.OfHost(id, _salt, NetworkPlan.OrdinalOf(network, place));

    private Task LimitAsync(string link, Bandwidth? bandwidth, CancellationToken ct) => _queue.RunAsync(socket => LinkShaper.Apply(socket, link, bandwidth), ct);

    private async Task<bool> GoneAsync(ContainerId id, CancellationToken ct) =>
        !new RuleNote(host.Options, id).IsPending
        && await _queue.RunAsync(socket => Enumerable.Range(0, NetworkRules.MostNetworks).All(i => LinkQueries.Find(socket, LinkName.OfHost(id, _salt, i)) is null), ct).ConfigureAwait(false);

    private Task<List<FilteredLink>> LinksAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, CancellationToken ct) =>
        _queue.RunAsync(socket => networks.Select((network, i) => new FilteredLink(End(id, network, i), network,
            HardwareAddress.Format(HardwareAddress.Of(id, network)), network.Link is NetworkLink.Bridge(var bridge) ? LinkQueries.Find(socket, bridge)?.HardwareAddress ?? "" : "")).ToList(), ct);
}
