using System.Collections.Concurrent;
using Containment.Containers.Storing;
using Containment.Launch;

namespace Containment.Containers.Life;

/// <summary>This process's connections to keepers, one for each container that it has asked about.</summary>
internal sealed class KeeperSessions(ContainerHost host, Func<ContainerId, Task> ended) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ContainerId, KeeperSession> _open = new();
    private volatile bool _disposed;

    /// <summary>A session with the keeper of a run; null where nobody keeps it.</summary>
    public async Task<KeeperSession?> FindAsync(ContainerId id, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(id, out var known) && !known.Exited.IsCompleted) return known;
        try
        {
            var made = await KeeperSession.ConnectAsync(new ContainerPaths(host.Options, id).Socket, cancellationToken).ConfigureAwait(false);
            // Somebody else may have connected meanwhile; one is enough.
            if (!_open.TryGetValue(id, out known) || known.Exited.IsCompleted) return Keep(id, made);
            await made.DisposeAsync().ConfigureAwait(false);
            return known;
        }
        catch (ContainmentException gone) when (gone.Reason == FailureReason.KeeperLost)
        {
            return null;
        }
    }

    public KeeperSession Keep(ContainerId id, KeeperSession session)
    {
        _open[id] = session;
        _ = ForgetWhenEndedAsync(id, session);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        foreach (var session in _open.Values) await session.DisposeAsync().ConfigureAwait(false);
        _open.Clear();
    }

    private async Task ForgetWhenEndedAsync(ContainerId id, KeeperSession session)
    {
        await ((Task)session.Exited).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _open.TryRemove(new(id, session));
        await session.DisposeAsync().ConfigureAwait(false);
        // Else it is this process that lets go, and the container lives.
        if (!_disposed) await ended(id).ConfigureAwait(false);
    }
}
