using Containment.Containers.Storing;
using Containment.Devices.Lending;

namespace Containment.Containers.Life;

/// <summary>Gives the host back what containers had that have ended. Whoever comes first does it: who watched the end, the next verb, or the next opening of the host.</summary>
internal sealed class DeviceReturning(ContainerRegistry registry)
{
    /// <summary>All of a container whose processes are gone. The caller holds its lock.</summary>
    public async Task AllAsync(ContainerId id, CancellationToken cancellation)
    {
        foreach (var loan in registry.Devices.Book.Read(id).Reverse()) await registry.Devices.GiveBackAsync(id, loan, null, cancellation).ConfigureAwait(false);
        File.Delete(registry.Paths(id).Attaching);
    }

    /// <summary>Of one whose keeper has just said that it ended.</summary>
    public async Task AfterEndAsync(ContainerId id)
    {
        if (!File.Exists(registry.Devices.Book.PathOf(id)) && !registry.Links.Remains(id)) return;
        try
        {
            using var held = await registry.LockAsync(id, CancellationToken.None).ConfigureAwait(false);
            await IfEndedAsync(held).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ContainmentException or IOException or ObjectDisposedException)
        {
            RecoveryLog.Left(registry.Host.Logger<DeviceReturning>(), id, failure);
        }
    }

    /// <summary>Unless it runs.</summary>
    public async Task IfEndedAsync(IContainerLock held)
    {
        var status = await new StatusReader(registry).ReadAsync(held, CancellationToken.None).ConfigureAwait(false);
        if (status.Phase is not (ContainerPhase.Running or ContainerPhase.Paused)) await EndedAsync(held.Id).ConfigureAwait(false);
    }

    private async Task EndedAsync(ContainerId id)
    {
        await AllAsync(id, CancellationToken.None).ConfigureAwait(false);
        await registry.Links.EndedAsync(id).ConfigureAwait(false);
    }

    /// <summary>Of those who ended while nobody watched, so that others may have it. Whoever is at work on one just now is left alone.</summary>
    public async Task OthersAsync(ContainerId own)
    {
        foreach (var id in registry.Devices.Book.Borrowers().Where(id => id != own))
        {
            try
            {
                using var held = FileContainerLock.TryTake(id, registry.Paths(id).Lock, create: false);
                if (held is not null) await IfEndedAsync(held).ConfigureAwait(false);
            }
            catch (FileNotFoundException)
            {
                await AllAsync(id, CancellationToken.None).ConfigureAwait(false);
            }
            catch (ContainmentException failure)
            {
                RecoveryLog.Left(registry.Host.Logger<DeviceReturning>(), id, failure);
            }
        }
    }
}
