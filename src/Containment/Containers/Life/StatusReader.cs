using Containment.Containers.Storing;
using Containment.Launch;
using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>Finds out what a container is doing from what is on disk and whether its keeper answers.</summary>
internal sealed class StatusReader(ContainerRegistry registry)
{
    private const int Looks = 100;

    public async Task<ContainerStatus> ReadAsync(ContainerId id, CancellationToken cancellationToken)
    {
        if (await TryReadAsync(id, cancellationToken).ConfigureAwait(false) is { } status) return status;
        // Either its keeper has died or somebody is just starting it anew: under the lock it can only be the first.
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(held, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ContainerStatus> ReadAsync(IContainerLock held, CancellationToken cancellationToken)
    {
        for (var look = 0; ; look++)
        {
            if (await TryReadAsync(held.Id, cancellationToken).ConfigureAwait(false) is { } status) return status;
            // A keeper that ends removes its socket, and then leaves the record; one that died leaves the socket.
            if (look == Looks || File.Exists(registry.Paths(held.Id).Socket)) break;
            await Task.Delay(10, cancellationToken).ConfigureAwait(false);
        }
        await MarkLostAsync(held, cancellationToken).ConfigureAwait(false);
        return await TryReadAsync(held.Id, cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException($"container {held.Id} was marked as lost and is not");
    }

    /// <summary>Null where there should be a keeper and is none.</summary>
    private async Task<ContainerStatus?> TryReadAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        var paths = registry.Paths(id);
        var facts = RunFacts.Read(paths.Run);
        var status = new ContainerStatus(id, ContainerPhase.Created, state.CreatedAt) { StartedAt = facts?.StartedAt, FirstHostId = state.Ids?.First, Ownership = state.Ownership };
        if (facts is { Phase: RunPhase.Starting }) return status with { StartedAt = null };
        if (facts is { Phase: RunPhase.Lost }) return status with { Phase = ContainerPhase.KeeperLost };
        if (ExitRecord.Read(paths.Exit) is { } exit) return status with { Phase = ContainerPhase.Exited, Exit = exit };
        if (facts is null) return status;
        if (await registry.Sessions.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } session)
            return status with { Phase = facts.Phase == RunPhase.Paused ? ContainerPhase.Paused : ContainerPhase.Running, ProcessId = session.InitPid is > 0 and var pid ? pid : null };
        // It may have ended between the two looks.
        return ExitRecord.Read(paths.Exit) is { } late ? status with { Phase = ContainerPhase.Exited, Exit = late } : null;
    }

    private async Task MarkLostAsync(IContainerLock held, CancellationToken cancellationToken)
    {
        await Killing.RunAsync(registry, held.Id, null, cancellationToken).ConfigureAwait(false);
        RunFacts.Change(registry.Paths(held.Id).Run, RunPhase.Lost);
        await registry.EmitAsync(held.Id, ContainerEventKind.KeeperLost).ConfigureAwait(false);
    }
}
