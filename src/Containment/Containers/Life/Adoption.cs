using Containment.Containers.Storing;
using Containment.Launch;

namespace Containment.Containers.Life;

/// <summary>Takes in a run that was not started here but restored: from now on it is as if it had been.</summary>
internal sealed class Adoption(ContainerRegistry registry)
{
    /// <summary>Says that a run is about to begin: if it breaks off, the next opening of the host takes it apart.</summary>
    public void Announce(IContainerLock held)
    {
        new RunFacts(RunPhase.Starting, registry.Now).Write(registry.Paths(held.Id).Run);
        File.Delete(registry.Paths(held.Id).Exit);
    }

    /// <summary>It runs (or stands still, when <paramref name="paused"/>), and <paramref name="session"/> is its keeper.</summary>
    public void Complete(IContainerLock held, KeeperSession session, bool paused = false)
    {
        RunFacts.Change(registry.Paths(held.Id).Run, paused ? RunPhase.Paused : RunPhase.Running);
        registry.Sessions.Keep(held.Id, session);
    }

    /// <summary>It did not come about: all that a run leaves is removed.</summary>
    public Task AbandonAsync(IContainerLock held) => new Demolition(registry).RunAsync(held, CancellationToken.None);
}
