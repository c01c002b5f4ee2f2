using Containment.Linux.Descriptors;
using Containment.Linux.Devices;
using Containment.Volumes.Making;
using Containment.Volumes.Storing;

namespace Containment.Containers.Life;

/// <summary>What is done to volumes only where nobody has them, or nobody has them mounted.</summary>
internal sealed class VolumeEnding(ContainerRegistry registry)
{
    private const int Looks = 50;

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

    // Processes that have just ended, and mounts that go with them, leave the device a moment later.
    private static async Task EndedAsync(LockedVolume held, string name, CancellationToken cancellation)
    {
        if (held.Record.Kind == VolumeKind.Directory) return;
        for (var look = 0; ; look++)
        {
            try
            {
                using var device = LoopDevice.Find(held.Place.Disk);
                if (device is null) return;
            }
            catch (KernelRefusal gone) when (gone.Error == Errno.ENOENT)
            {
                return;
            }
            if (look == Looks) throw new ContainmentException(FailureReason.WrongState, name, $"volume {name} is still mounted by somebody");
            await Task.Delay(20, cancellation).ConfigureAwait(false);
        }
    }
}
