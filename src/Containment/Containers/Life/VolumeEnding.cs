using Containment.Volumes.Making;
using Containment.Volumes.Storing;

namespace Containment.Containers.Life;

/// <summary>What is done to volumes only where nobody has them, or nobody has them mounted.</summary>
internal sealed class VolumeEnding(ContainerRegistry registry)
{
    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        using var held = await registry.Volumes.LockAsync(name, cancellation).ConfigureAwait(false);
        if (await new VolumeClaims(registry).StandingAsync(held, null, cancellation).ConfigureAwait(false) is [var user, ..])
            throw new ContainmentException(FailureReason.WrongState, name, $"volume {name} is attached to container {user.Container}; detach it there, or remove the container");
        await EndedAsync(held, name, cancellation).ConfigureAwait(false);
        await Task.Run(() => new VolumeMaking(registry.Volumes).Remove(held), CancellationToken.None).ConfigureAwait(false);
    }

    public async Task RollBackAsync(string name, string snapshot, CancellationToken cancellation)
    {
        using var held = await registry.Volumes.LockAsync(name, cancellation).ConfigureAwait(false);
        foreach (var user in await new VolumeClaims(registry).StandingAsync(held, null, cancellation).ConfigureAwait(false))
        {
            var status = await new StatusReader(registry).ReadAsync(user.Container, cancellation).ConfigureAwait(false);
            if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused)
                throw new ContainmentException(FailureReason.WrongState, name, $"container {user.Container} runs and has volume {name}; stop it, or detach the volume there");
        }
        await EndedAsync(held, name, cancellation).ConfigureAwait(false);
        await VolumeShelf.RollBackAsync(held, snapshot, cancellation).ConfigureAwait(false);
    }

    private static async Task EndedAsync(LockedVolume held, string name, CancellationToken cancellation)
    {
        // Processes that have just ended, and mounts that go with them, leave the device a moment later.
        if (held.Record.Kind == VolumeKind.Directory || await held.Place.Image(held.Record.Kind).IsFreeAsync(cancellation).ConfigureAwait(false)) return;
        throw new ContainmentException(FailureReason.WrongState, name, $"volume {name} is still mounted by somebody");
    }
}
