using Containment.Containers.Storing;
using Containment.Resources;

namespace Containment.Migration.Ends;

/// <summary>
/// Lifts a container's CPU limit while it stands still: CRIU works inside its cgroup, and would be throttled by it just when
/// every millisecond counts. Before that it may be slowed down.
/// </summary>
internal static class CpuRelief
{
    public static Task LiftAsync(ContainerHost host, ContainerId id, ContainerState state, CancellationToken cancellation) =>
        SetAsync(host, id, CpuLimit.None, cancellation);

    public static Task RestoreAsync(ContainerHost host, ContainerId id, ContainerState state, CancellationToken cancellation) =>
        SetAsync(host, id, state.Limits.Cpu ?? CpuLimit.None, cancellation);

    /// <summary>Gives it a part of the processor time it may use, while it is copied faster than it writes.</summary>
    public static Task SlowAsync(ContainerHost host, ContainerId id, ContainerState state, double part, CancellationToken cancellation) =>
        SetAsync(host, id, CpuLimit.Of(Math.Max(CpuLimit.Least, (state.Limits.Cpu?.Cores ?? Environment.ProcessorCount) * part)), cancellation);

    private static async Task SetAsync(ContainerHost host, ContainerId id, CpuLimit limit, CancellationToken cancellation)
    {
        var cgroup = ContainerCgroup.Open(host, id);
        if (!cgroup.Exists) return;
        try
        {
            await cgroup.ApplyAsync(new ResourceLimits { Cpu = limit }, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (ContainmentException none) when (limit.Cores is null && none.Reason == FailureReason.Unsupported)
        {
            // Where there is no controller there is no limit.
        }
    }
}
