using Containment.Networks;

namespace Containment.Containers.Life;

/// <summary>Changes the bandwidth of a container's interface.</summary>
internal sealed class Shaping(ContainerRegistry registry)
{
    public async Task SetAsync(ContainerId id, string name, Bandwidth bandwidth, CancellationToken cancellationToken)
    {
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        var spec = await registry.Store.ReadSpecAsync(id, cancellationToken).ConfigureAwait(false);
        var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        var ordinal = spec.Networks.ToList().FindIndex(network => network.Name == name);
        if (ordinal < 0) throw new InvalidSpecException(nameof(name), name, $"an interface of container {id}: {string.Join(", ", spec.Networks.Select(network => network.Name))}");
        // A link that isn't there needs none; the next start has the new one.
        await registry.Rules.LimitAsync(id, ordinal, bandwidth, cancellationToken).ConfigureAwait(false);
        await registry.Store.WriteStateAsync(held, state with { Bandwidths = new Dictionary<string, Bandwidth>(state.Bandwidths) { [name] = bandwidth } }, CancellationToken.None).ConfigureAwait(false);
        await registry.EmitAsync(id, ContainerEventKind.LimitsChanged, $"{name}: {bandwidth.In} bytes a second in, {bandwidth.Out} out").ConfigureAwait(false);
    }
}
