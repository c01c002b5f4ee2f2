using Containment.Containers.Storing;
using Containment.Resources;
using Microsoft.Extensions.Logging;

namespace Containment.Containers.Life;

/// <summary>Cleans what processes left half done that ended in the middle: creations, deletions and starts.</summary>
internal sealed class Recovery(ContainerRegistry registry)
{
    public async Task RunAsync()
    {
        var demolition = new Demolition(registry);
        foreach (var held in await registry.Store.ListAbandonedAsync(default).ConfigureAwait(false))
        {
            using (held) await TryAsync(held, demolition.AllAsync).ConfigureAwait(false);
        }
        foreach (var run in Directory.EnumerateFiles(registry.Host.Options.RuntimeDirectory, "*.run"))
        {
            if (RunFacts.Read(run) is not { Phase: RunPhase.Starting } || !ContainerId.TryParse(Path.GetFileNameWithoutExtension(run), null, out var id)) continue;
            try
            {
                // Whoever is starting it just now still holds the lock.
                using var held = FileContainerLock.TryTake(id, registry.Paths(id).Lock, create: false);
                if (held is not null && RunFacts.Read(run) is { Phase: RunPhase.Starting }) await TryAsync(held, demolition.RunAsync).ConfigureAwait(false);
            }
            catch (FileNotFoundException)
            {
                File.Delete(run);
            }
        }
        await FollowAsync("*.lowering", (held, stop) => ContainerCgroup.Open(registry.Host, held.Id).RecoverAsync(stop)).ConfigureAwait(false);
        await FollowAsync("*.still", (held, stop) => new Stillness(registry, held.Id).RecoverAsync(stop)).ConfigureAwait(false);
        await FollowAsync("*.attaching", SettleAsync).ConfigureAwait(false);
        await new DeviceReturning(registry).OthersAsync(default).ConfigureAwait(false);
        foreach (var pattern in (string[])["*.drawn", "*.lent"]) await FollowAsync(pattern, (held, _) => new DeviceReturning(registry).IfEndedAsync(held)).ConfigureAwait(false);
        LetVolumesGo();
        await TakeAddressesBackAsync().ConfigureAwait(false);
        await RemoveRulesAsync().ConfigureAwait(false);
        registry.Guests.Look();
    }

    private async Task TakeAddressesBackAsync()
    {
        if (registry.Networks.List().Count == 0) return;
        List<(ContainerId, IReadOnlyList<Networks.NetworkSpec>)> all = [];
        var there = await registry.Store.ListAsync(default).ConfigureAwait(false);
        foreach (var id in there)
        {
            try
            {
                all.Add((id, (await registry.Store.ReadSpecAsync(id, default).ConfigureAwait(false)).Networks));
            }
            catch (ContainmentException gone) when (gone.Reason is FailureReason.NotFound or FailureReason.Corrupt)
            {
                // Its lease says what it has.
            }
        }
        // One that is just being made holds its lock, and is listed later.
        try
        {
            registry.Networks.Claims.Reconcile(id => there.Contains(id) || Directory.Exists(registry.Paths(id).Directory), all);
        }
        catch (Exception failure) when (failure is ContainmentException or InvalidSpecException or IOException or UnauthorizedAccessException)
        {
            RecoveryLog.AddressesLeft(registry.Host.Logger<Recovery>(), failure);
        }
    }

    private async Task SettleAsync(IContainerLock held, CancellationToken cancellation)
    {
        var status = await new StatusReader(registry).ReadAsync(held, cancellation).ConfigureAwait(false);
        await new UnfinishedWork(registry).SettleAsync(held, status.ProcessId).ConfigureAwait(false);
    }

    private void LetVolumesGo()
    {
        try
        {
            registry.Volumes.LetGo();
        }
        catch (Exception failure) when (failure is ContainmentException or IOException)
        {
            RecoveryLog.VolumeHeld(registry.Host.Logger<Recovery>(), failure);
        }
    }

    private async Task RemoveRulesAsync()
    {
        try
        {
            await registry.Rules.ReconcileAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ContainmentException or IOException or UnauthorizedAccessException)
        {
            RecoveryLog.RulesLeft(registry.Host.Logger<Recovery>(), failure);
        }
    }

    // Notes of what was being done to a container, by its name.
    private async Task FollowAsync(string pattern, Func<IContainerLock, CancellationToken, Task> clean)
    {
        foreach (var note in Directory.EnumerateFiles(registry.Host.Options.RuntimeDirectory, pattern))
        {
            if (!ContainerId.TryParse(Path.GetFileNameWithoutExtension(note), null, out var id)) continue;
            try
            {
                // Whoever is doing it just now still holds the lock.
                using var held = FileContainerLock.TryTake(id, registry.Paths(id).Lock, create: false);
                if (held is not null) await TryAsync(held, clean).ConfigureAwait(false);
            }
            catch (FileNotFoundException)
            {
                File.Delete(note);
            }
        }
    }

    private async Task TryAsync(IContainerLock held, Func<IContainerLock, CancellationToken, Task> clean)
    {
        try
        {
            await clean(held, default).ConfigureAwait(false);
            RecoveryLog.Cleaned(registry.Host.Logger<Recovery>(), held.Id);
        }
        catch (Exception failure) when (failure is ContainmentException or IOException or UnauthorizedAccessException)
        {
            // The host must open all the same; the next opening tries again.
            RecoveryLog.Left(registry.Host.Logger<Recovery>(), held.Id, failure);
        }
    }
}
