using Containment.Containers;

namespace Containment.Daemon.Api;

/// <summary>A container, as clients see it.</summary>
internal sealed record ContainerView(string Id, ContainerPhase Phase, int? ProcessId, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, int? ExitCode, string? ExitSignal, Owner Owner, long Epoch, IReadOnlyList<string> Command, IReadOnlyList<string> Addresses)
{
    public static async Task<ContainerView> OfAsync(Container container, CancellationToken cancellationToken)
    {
        var status = await container.GetStatusAsync(cancellationToken);
        return new(container.Id.Value, status.Phase, status.ProcessId, status.CreatedAt, status.StartedAt, status.Exit?.Code, status.Exit?.Signal?.ToString(),
            status.Ownership.Owner, status.Ownership.Epoch, container.Spec.Process.Command, [.. container.Spec.Networks.SelectMany(network => network.Addresses).Select(address => address.ToString())]);
    }
}
