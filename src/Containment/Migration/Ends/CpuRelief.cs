using Containment.Containers.Storing;
using Containment.Resources;

namespace Containment.Migration.Ends;

/// <summary>
/// Lifts a container's CPU limit while it stands still: CRIU works inside its cgroup, and would be throttled by it just when
/// every millisecond counts.
/// </summary>
internal static class CpuRelief
{
    public static Task LiftAsync(ContainerHost host, ContainerId id, ContainerState state, CancellationToken cancellation) =>
        state.Limits.Cpu is { Cores: not null } ? SetAsync(host, id, CpuLimit.None, cancellation) : Task.CompletedTask;

    public static Task RestoreAsync(ContainerHost host, ContainerId id, ContainerState state, CancellationToken cancellation) =>
        state.Limits.Cpu is { Cores: not null } limit ? SetAsync(host, id, limit, cancellation) : Task.CompletedTask;

    private static async Task SetAsync(ContainerHost host, ContainerId id, CpuLimit limit, CancellationToken cancellation)
    {
        var cgroup = ContainerCgroup.Open(host, id);
        if (cgroup.Exists) await cgroup.ApplyAsync(new ResourceLimits { Cpu = limit }, cancellationToken: cancellation).ConfigureAwait(false);
    }
}
