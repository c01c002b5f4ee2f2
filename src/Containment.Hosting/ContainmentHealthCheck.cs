using Containment.Containers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Containment.Hosting;

/// <summary>Healthy: the state directory can be written and containers can be listed. Degraded: a container has lost its keeper.</summary>
internal sealed class ContainmentHealthCheck(ContainerHost host) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var probe = Path.Combine(host.Options.StateDirectory, $".health-{Guid.NewGuid():N}");
            await File.WriteAllBytesAsync(probe, [], cancellationToken).ConfigureAwait(false);
            File.Delete(probe);
            var lost = new List<string>();
            var running = 0;
            foreach (var container in await host.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                var status = await container.GetStatusAsync(cancellationToken).ConfigureAwait(false);
                if (status.Phase == ContainerPhase.KeeperLost) lost.Add(status.Id.Value);
                if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused) running++;
            }
            return lost.Count > 0
                ? HealthCheckResult.Degraded($"lost their keeper: {string.Join(", ", lost)}")
                : HealthCheckResult.Healthy($"{running} containers run");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ContainmentException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message, e);
        }
    }
}
