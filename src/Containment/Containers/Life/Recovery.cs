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
        foreach (var note in Directory.EnumerateFiles(registry.Host.Options.RuntimeDirectory, "*.lowering"))
        {
            if (!ContainerId.TryParse(Path.GetFileNameWithoutExtension(note), null, out var id)) continue;
            try
            {
                // Whoever is lowering it just now still holds the lock.
                using var held = FileContainerLock.TryTake(id, registry.Paths(id).Lock, create: false);
                if (held is not null) await TryAsync(held, LetBeKilledAsync).ConfigureAwait(false);
            }
            catch (FileNotFoundException)
            {
                File.Delete(note);
            }
        }
        registry.Guests.Look();
    }

    private Task LetBeKilledAsync(IContainerLock held, CancellationToken cancellationToken) =>
        ContainerCgroup.Open(registry.Host, held.Id).RecoverAsync(cancellationToken);

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
