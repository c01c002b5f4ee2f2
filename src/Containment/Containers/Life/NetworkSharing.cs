using Containment.Bundles;
using Containment.Bundles.Oci;

namespace Containment.Containers.Life;

/// <summary>Puts a container into the network of another, or leaves it in the host's.</summary>
internal static class NetworkSharing
{
    /// <summary>What can be refused before a start.</summary>
    /// <exception cref="InvalidSpecException">It has interfaces of its own.</exception>
    public static void Check(ContainerSpec spec)
    {
        if (spec.Isolation.Network is not NetworkScope.Own && spec.Networks.Count > 0)
            throw new InvalidSpecException("networks", spec.Networks[0].Name, $"none: the container is in the network of {(spec.Isolation.Network is NetworkScope.Container(var other) ? $"container {other}" : "the host")}");
        if (spec.Isolation.Network is NetworkScope.Container(var id) && id == spec.Id) throw new InvalidSpecException("isolation.network", spec.Isolation.Network, "another container");
    }

    /// <summary>The description with the namespace of the other container, where it is to be in that.</summary>
    /// <exception cref="ContainmentException">NotFound, WrongState: the other is not there or does not run.</exception>
    public static async Task<RuntimeSpec> JoinAsync(ContainerRegistry registry, ContainerSpec spec, RuntimeSpec runs, CancellationToken cancellation)
    {
        if (spec.RuntimeConfig is not null || spec.Isolation.Network is not NetworkScope.Container(var other)) return runs;
        await registry.Store.ReadStateAsync(other, cancellation).ConfigureAwait(false);
        if (await registry.Sessions.FindAsync(other, cancellation).ConfigureAwait(false) is not { InitPid: > 0 and var init, Exited.IsCompleted: false })
            throw new ContainmentException(FailureReason.WrongState, other.Value, $"container {spec.Id} is in the network of container {other}, which does not run; start that first");
        var linux = runs.Linux ?? new();
        return runs with { Linux = linux with { Namespaces = [.. linux.Namespaces ?? [], new() { Type = "network", Path = $"/proc/{init}/ns/net" }] } };
    }

    /// <summary>Refuses to save, or move, one that is not alone in its network.</summary>
    /// <exception cref="ContainmentException">Unsupported.</exception>
    public static void RefuseSaving(ContainerSpec spec)
    {
        if (spec.Isolation.Network is not NetworkScope.Own)
            throw new ContainmentException(FailureReason.Unsupported, spec.Id.Value, $"container {spec.Id} is in the network of {(spec.Isolation.Network is NetworkScope.Container(var other) ? $"container {other}" : "the host")}, which can't be saved with it; give it one of its own");
    }
}
