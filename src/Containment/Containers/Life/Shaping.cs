using Containment.Networks;

namespace Containment.Containers.Life;

/// <summary>Changes the bandwidth of a container's interface.</summary>
internal sealed class Shaping(ContainerRegistry registry)
{
    public async Task SetAsync(ContainerId id, string name, Bandwidth bandwidth, CancellationToken cancellationToken)
    {
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        var spec = await registry.Store.ReadSpecAsync(id, cancellationToken).ConfigureAwait(false);
        List<NetworkSpec> networks = [.. spec.Networks];
        var place = networks.FindIndex(network => network.Name == name);
        if (place < 0) throw new InvalidSpecException(nameof(name), name, $"an interface of container {id}: {string.Join(", ", networks.Select(network => network.Name))}");
        networks[place] = networks[place] with { Bandwidth = bandwidth };
        await registry.Rules.CheckAsync(id, [networks[place] with { Ports = [] }], cancellationToken).ConfigureAwait(false);
        // A link that isn't there needs none; the next start has the new one.
        await registry.Rules.LimitAsync(id, NetworkPlan.OrdinalOf(networks[place], place), bandwidth, cancellationToken).ConfigureAwait(false);
        await registry.Store.WriteSpecAsync(held, spec with { Networks = networks }, CancellationToken.None).ConfigureAwait(false);
        await registry.EmitAsync(id, ContainerEventKind.LimitsChanged, $"{name}: {bandwidth.In} bytes a second in, {bandwidth.Out} out").ConfigureAwait(false);
    }
}
