using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Resources;

namespace Containment.Scheduling.Governing;

/// <summary>What a governor must know of a container beside what it uses. Read again when its files have changed.</summary>
internal sealed class GovernedContainer(ContainerRegistry registry, ContainerId id)
{
    private DateTime _stateAt, _runAt;
    private ContainerSpec? _spec;

    public ContainerId Id => id;

    public ContainerCgroup Cgroup { get; private set; } = ContainerCgroup.Open(registry.Host, id);

    public ResourceLimits Limits { get; private set; } = ResourceLimits.Unchanged;

    public ServiceClass Service { get; private set; } = ServiceClass.Default;

    /// <summary>Whether it runs, and is this host's to govern.</summary>
    public bool Runs { get; private set; }

    public bool MergesMemory => Runs && _spec?.MergeMemory == true;

    /// <summary>The most memory that it may have, by its own limits and its class.</summary>
    public long? MemoryLimit => Least(Least(Limits.MemoryMax?.Bytes, Limits.MemoryHigh?.Bytes), Service.MemoryLimit.Bytes);

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var paths = registry.Paths(id);
        var (stateAt, runAt) = (File.GetLastWriteTimeUtc(paths.State), File.GetLastWriteTimeUtc(paths.Run));
        if (stateAt == _stateAt && runAt == _runAt) return;
        try
        {
            _spec ??= await registry.Store.ReadSpecAsync(id, cancellationToken).ConfigureAwait(false);
            var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
            (Limits, Service) = (state.Limits, state.Service ?? _spec.Service);
            Runs = state.Ownership.Owner == Owner.Here && RunFacts.Read(paths.Run) is { Phase: RunPhase.Running };
            if (runAt != _runAt) Cgroup = ContainerCgroup.Open(registry.Host, id);
            (_stateAt, _runAt) = (stateAt, runAt);
        }
        catch (ContainmentException gone) when (gone.Reason is FailureReason.NotFound or FailureReason.Corrupt)
        {
            Runs = false;
        }
    }

    private static long? Least(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
