using System.Net;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks.Filtering;

/// <summary>Carries plans of rules out: one change at a time for each runtime directory, each a transaction.</summary>
internal sealed class RuleTransactions(ContainerHostOptions options, Descriptor? hostNamespace)
{
    private readonly NftProgram _nft = new(hostNamespace);
    private readonly FilterTable _table = FilterTable.Of(options.StateDirectory);

    public async Task CheckAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, Func<ContainerId, CancellationToken, Task<bool>> isGone, CancellationToken ct)
    {
        await GoneAsync(id, networks, await _nft.ListAsync(_table, ct).ConfigureAwait(false), isGone, ct).ConfigureAwait(false);
        await InHostAsync(() => RefuseListeners(networks)).ConfigureAwait(false);
    }

    public async Task ApplyAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, IReadOnlyList<FilteredLink> links, Func<ContainerId, CancellationToken, Task<bool>> isGone, CancellationToken ct)
    {
        using var alone = await LockAsync(ct).ConfigureAwait(false);
        var now = await _nft.ListAsync(_table, ct).ConfigureAwait(false);
        var gone = await GoneAsync(id, networks, now, isGone, ct).ConfigureAwait(false);
        await InHostAsync(() => RefuseListeners(networks)).ConfigureAwait(false);
        if (await _nft.TryAsync(FilterPlan.Apply(_table, id, links, now, gone), ct).ConfigureAwait(false) is { } words)
            throw new ContainmentException(FailureReason.AlreadyExists, id.Value, $"an address or port of container {id} is in the rules of another already: {Brief.Text(words)}");
        var allowed = await InHostAsync(() =>
        {
            Forwarding.TurnOn(networks.Where(network => network.Ports.Count > 0 || network.Masquerade).SelectMany(network => network.Addresses).Select(a => a.Address.AddressFamily).ToHashSet());
            return networks.Where(FromLocal).Select(network => network.Link).OfType<NetworkLink.Bridge>().Select(bridge => bridge.Name).Distinct().Where(Forwarding.AllowLocal).ToList();
        }).ConfigureAwait(false);
        if (allowed.Count > 0) await _nft.TryAsync($"add element {_table.Inet} {InetLayout.LocalNet} {{ {string.Join(", ", allowed.Select(link => $"\"{link}\""))} }}\n", ct).ConfigureAwait(false);
    }

    public async Task RememberAsync(IReadOnlyList<(string Link, IReadOnlyList<IPNetworkAddress> Addresses)> links, IReadOnlyList<OpenFlow> flows, CancellationToken ct)
    {
        var lines = links.SelectMany(link => Flows.Remember(_table.Bridge, link.Link, flows.Where(flow => link.Addresses.Any(a => a.Address.Equals(flow.Own))))).ToList();
        if (lines.Count > 0) await _nft.TryAsync(string.Concat(lines.Select(line => $"{line}\n")), ct).ConfigureAwait(false);
    }

    public async Task RemoveAsync(IReadOnlyCollection<string> gone, CancellationToken ct)
    {
        using var alone = await LockAsync(ct).ConfigureAwait(false);
        // Without it there are no rules of ours; who only has a limited bandwidth needs none.
        if (!NftProgram.IsThere) return;
        var now = await _nft.ListAsync(_table, ct).ConfigureAwait(false);
        if (FilterPlan.Remove(_table, gone, now) is not { } text) return;
        // The rule that keeps others from 127.0.0.1 goes with the table, so what makes it needed goes first.
        if (now.Owners.All(gone.Contains))
            await InHostAsync(() => now.Of(InetLayout.LocalNet).Select(element => element.Key).ToList() switch { var links => links.Select(link => { Forwarding.ForbidLocal(link); return link; }).Count() }).ConfigureAwait(false);
        if (await _nft.TryAsync(text, ct).ConfigureAwait(false) is { } words) throw NftProgram.Failed("its rules can't be removed", words);
    }

    // Those who hold a port that is wanted, and are no more.
    private static async Task<IReadOnlyCollection<string>> GoneAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, FilterState now, Func<ContainerId, CancellationToken, Task<bool>> isGone, CancellationToken ct)
    {
        HashSet<string> gone = [];
        foreach (var (port, owner) in networks.SelectMany(network => network.Ports).SelectMany(port => now.OwnersOf(port, id).Select(owner => (port, owner))))
        {
            if (!await isGone(owner, ct).ConfigureAwait(false))
                throw new ContainmentException(FailureReason.AlreadyExists, id.Value, $"port {port.HostPort}/{FirewallText.Text(port.Protocol)} of this host is published for container {owner} already");
            gone.Add(owner.Value);
        }
        return gone;
    }

    private static bool RefuseListeners(IReadOnlyList<NetworkSpec> networks)
    {
        foreach (var port in networks.SelectMany(network => network.Ports))
            foreach (var file in (string[])[FirewallText.Text(port.Protocol), $"{FirewallText.Text(port.Protocol)}6"])
                if (File.Exists($"/proc/thread-self/net/{file}") && Listeners.Waiting(File.ReadAllLines($"/proc/thread-self/net/{file}")).FirstOrDefault(listener => Listeners.Collides(listener, port)) is { } listener)
                    throw new ContainmentException(FailureReason.WrongState, port.ToString(), $"a process of this host listens on {listener}/{FirewallText.Text(port.Protocol)}; published, port {port.HostPort} would be taken from it");
        return true;
    }

    private static bool FromLocal(NetworkSpec network) =>
        network.Ports.Any(port => (port.Address is null && network.Addresses.Any(a => a.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork))
            || (port.Address is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork } address && IPAddress.IsLoopback(address)));

    private Task<T> InHostAsync<T>(Func<T> work) => hostNamespace is null ? Task.Run(work) : NetworkNamespace.OpenInAsync(hostNamespace, work);

    private async Task<FileLock> LockAsync(CancellationToken ct)
    {
        try
        {
            return await FileLock.TakeAsync(Path.Combine(options.RuntimeDirectory, "rules.lock"), options.TimeProvider, ct).ConfigureAwait(false);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
