using Containment.Bundles;
using Containment.Containers.Storing;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Containers.Life;

/// <summary>
/// Gives interfaces to a container and takes them away, while it runs or stands. The order is such that whoever has an interface has it in its
/// description, and whoever has it in its description has its addresses: address, description, link; and back the other way.
/// </summary>
internal sealed class Connecting(ContainerRegistry registry)
{
    public async Task<NetworkSpec> ConnectAsync(ContainerId id, NetworkSpec network, CancellationToken cancellation)
    {
        using var held = await registry.LockAsync(id, cancellation).ConfigureAwait(false);
        var spec = await OpenAsync(held, "it can't be given an interface", cancellation).ConfigureAwait(false);
        var init = await InitAsync(held, cancellation).ConfigureAwait(false);
        if (spec.Networks.FirstOrDefault(one => one.Name == network.Name) is { } there) return await FinishAsync(held, spec, there, init, cancellation).ConfigureAwait(false);
        var others = Pinned(spec.Networks);
        var wanted = network with { Index = network.Index ?? Enumerable.Range(NetworkPlan.FirstIndex, NetworkRules.MostNetworks).Except(others.Select(one => one.Index!.Value)).Cast<int?>().FirstOrDefault() ?? throw new InvalidSpecException("networks", others.Count, $"at most {NetworkRules.MostNetworks}") };
        NetworkRules.Check([.. others, wanted]);
        var settled = registry.Networks.Claims.Claim(id, [wanted], others)[0];
        var linking = false;
        try
        {
            NetworkRules.Check([.. others, settled]);
            await registry.Links.PlanAsync(id, [settled], cancellation).ConfigureAwait(false);
            await registry.Rules.CheckAsync(id, [settled], cancellation).ConfigureAwait(false);
            await registry.Store.WriteSpecAsync(held, spec with { Networks = [.. others, settled] }, CancellationToken.None).ConfigureAwait(false);
            linking = true;
            var made = await LinkAsync(id, settled, others, init, cancellation).ConfigureAwait(false);
            if (made != settled) await registry.Store.WriteSpecAsync(held, spec with { Networks = [.. others, settled = made] }, CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            await TakeBackAsync(held, spec, settled, linking ? init : null).ConfigureAwait(false);
            throw;
        }
        await registry.EmitAsync(id, ContainerEventKind.NetworkAttached, $"{settled.Name} on {settled.Link}").ConfigureAwait(false);
        return settled;
    }

    public async Task DisconnectAsync(ContainerId id, string name, CancellationToken cancellation)
    {
        using var held = await registry.LockAsync(id, cancellation).ConfigureAwait(false);
        var spec = await OpenAsync(held, "no interface can be taken from it", cancellation).ConfigureAwait(false);
        var all = Pinned(spec.Networks);
        if (all.FirstOrDefault(one => one.Name == name) is not { } network) throw new ContainmentException(FailureReason.NotFound, name, $"container {id} has no interface {name}; it has {(all.Count > 0 ? string.Join(", ", all.Select(one => one.Name)) : "none")}");
        if (await InitAsync(held, cancellation).ConfigureAwait(false) is { } init)
        {
            using var inside = NetworkNamespace.Of(init);
            if (network.Bandwidth is { Limits: true }) await registry.Rules.LimitAsync(id, NetworkPlan.OrdinalOf(network, 0), null, cancellation).ConfigureAwait(false);
            await registry.Links.DetachAsync(id, network, inside, cancellation).ConfigureAwait(false);
            await RuleAsync(id, [.. all.Where(one => one != network)], init, cancellation).ConfigureAwait(false);
        }
        await registry.Store.WriteSpecAsync(held, spec with { Networks = [.. all.Where(one => one != network)] }, CancellationToken.None).ConfigureAwait(false);
        registry.Networks.Claims.Release(id, [network]);
        await registry.EmitAsync(id, ContainerEventKind.NetworkDetached, name).ConfigureAwait(false);
    }

    private async Task<ContainerSpec> OpenAsync(IContainerLock held, string what, CancellationToken cancellation)
    {
        var state = await registry.Store.ReadStateAsync(held.Id, cancellation).ConfigureAwait(false);
        if (state.Ownership.Owner != Owner.Here) throw NotHere.Refusal(held.Id, state.Ownership, what);
        var spec = await registry.Store.ReadSpecAsync(held.Id, cancellation).ConfigureAwait(false);
        return spec.Isolation.Network is NetworkScope.Own ? spec : throw new ContainmentException(FailureReason.WrongState, held.Id.Value, $"container {held.Id} has no network of its own ({spec.Isolation.Network}); {what}");
    }

    private async Task<int?> InitAsync(IContainerLock held, CancellationToken cancellation) =>
        (await new StatusReader(registry).ReadAsync(held, cancellation).ConfigureAwait(false)) is { Phase: ContainerPhase.Running or ContainerPhase.Paused, ProcessId: { } init } ? init : null;

    // Described but not there it is after a crash in the middle; then this finishes it.
    private async Task<NetworkSpec> FinishAsync(IContainerLock held, ContainerSpec spec, NetworkSpec there, int? init, CancellationToken cancellation)
    {
        var pinned = Pinned(spec.Networks).First(one => one.Name == there.Name);
        if (init is { } running)
        {
            using var inside = NetworkNamespace.Of(running);
            using var socket = await NetworkNamespace.OpenInAsync(inside, () => new NetlinkSocket()).ConfigureAwait(false);
            if (LinkQueries.Find(socket, pinned.Name) is null)
            {
                IReadOnlyList<NetworkSpec> others = [.. Pinned(spec.Networks).Where(one => one.Name != there.Name)];
                var made = await LinkAsync(held.Id, pinned, others, init, cancellation).ConfigureAwait(false);
                await registry.Store.WriteSpecAsync(held, spec with { Networks = [.. others, made] }, CancellationToken.None).ConfigureAwait(false);
                return made;
            }
        }
        throw new ContainmentException(FailureReason.AlreadyExists, there.Name, $"container {held.Id} has an interface {there.Name} already, on {there.Link}; choose another name");
    }

    private async Task<NetworkSpec> LinkAsync(ContainerId id, NetworkSpec network, IReadOnlyList<NetworkSpec> others, int? init, CancellationToken cancellation)
    {
        if (init is not { } running) return network;
        using var inside = NetworkNamespace.Of(running);
        // Rules first: they hold from its first packet on.
        await registry.Rules.ApplyAsync(id, [.. others, network], cancellation).ConfigureAwait(false);
        await registry.Rules.RememberAsync(id, others, running, cancellation).ConfigureAwait(false);
        var made = (await registry.Links.AttachAsync(id, [network], inside, locked: false, others, cancellation).ConfigureAwait(false))[0];
        await registry.Rules.ShapeAsync(id, [.. others, made], cancellation).ConfigureAwait(false);
        return made;
    }

    private async Task RuleAsync(ContainerId id, IReadOnlyList<NetworkSpec> networks, int init, CancellationToken cancellation)
    {
        await registry.Rules.ApplyAsync(id, networks, cancellation).ConfigureAwait(false);
        await registry.Rules.RememberAsync(id, networks, init, cancellation).ConfigureAwait(false);
        await registry.Rules.ShapeAsync(id, networks, cancellation).ConfigureAwait(false);
    }

    private async Task TakeBackAsync(IContainerLock held, ContainerSpec before, NetworkSpec network, int? init)
    {
        try
        {
            if (init is { } running)
            {
                using var inside = NetworkNamespace.Of(running);
                await registry.Links.DetachAsync(held.Id, network, inside).ConfigureAwait(false);
                await RuleAsync(held.Id, Pinned(before.Networks), running, CancellationToken.None).ConfigureAwait(false);
            }
            await registry.Store.WriteSpecAsync(held, before, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ContainmentException or IOException or Linux.Descriptors.KernelRefusal)
        {
            // Then it has it, and its next start makes it.
            RecoveryLog.Left(registry.Host.Logger<Connecting>(), held.Id, failure);
            return;
        }
        registry.Networks.Claims.Release(held.Id, [network]);
    }

    // An interface keeps its index when one before it goes.
    private static IReadOnlyList<NetworkSpec> Pinned(IReadOnlyList<NetworkSpec> networks) => [.. networks.Select((network, place) => network with { Index = NetworkPlan.IndexOf(network, place) })];
}
