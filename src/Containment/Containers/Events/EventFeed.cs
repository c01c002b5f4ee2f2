using System.Collections.Concurrent;
using System.Threading.Channels;
using Containment.Containers.Storing;
using Containment.Launch;

namespace Containment.Containers.Events;

/// <summary>
/// Everything that happens to containers of a host, for all who watch in this process: the lines that any process appends
/// to the journal, and the exit records that keepers leave. Two inotify watches (inotify(7)) see it all.
/// </summary>
internal sealed class EventFeed(ContainerHostOptions host, EventJournal journal) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ChannelWriter<ContainerEvent>, bool> _watchers = new();
    private readonly Lock _gate = new();
    private FileSystemWatcher? _journalWatch, _exitWatch;
    private JournalTail? _tail;

    /// <summary>The channel has every event from now on. It must be given back.</summary>
    public Channel<ContainerEvent> Open()
    {
        var channel = Channel.CreateUnbounded<ContainerEvent>(new() { SingleReader = true });
        lock (_gate)
        {
            Start();
            _watchers[channel.Writer] = true;
        }
        return channel;
    }

    public void Close(Channel<ContainerEvent> channel)
    {
        lock (_gate)
        {
            _watchers.TryRemove(channel.Writer, out _);
            if (_watchers.IsEmpty) Stop();
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            Stop();
            foreach (var watcher in _watchers.Keys) watcher.TryComplete();
        }
        return ValueTask.CompletedTask;
    }

    private void Start()
    {
        if (_journalWatch is not null) return;
        _tail = new(journal);
        _journalWatch = new(journal.Folder) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.Size };
        _journalWatch.Changed += (_, _) => Drain();
        _journalWatch.Created += (_, _) => Drain();
        _exitWatch = new(ContainerPaths.Exits(host)) { NotifyFilter = NotifyFilters.FileName };
        // A keeper renames the whole record into place.
        _exitWatch.Renamed += (_, change) => _ = EndedAsync(change.Name);
        _journalWatch.EnableRaisingEvents = true;
        _exitWatch.EnableRaisingEvents = true;
    }

    private void Stop()
    {
        _journalWatch?.Dispose();
        _exitWatch?.Dispose();
        _tail?.Dispose();
        (_journalWatch, _exitWatch, _tail) = (null, null, null);
    }

    private void Drain()
    {
        lock (_gate)
        {
            if (_tail is null) return;
            foreach (var happened in _tail.ReadNew()) Publish(happened);
        }
    }

    private async Task EndedAsync(string? name)
    {
        if (!ContainerId.TryParse(name, null, out var id)) return;
        try
        {
            await SettleAsync(id).ConfigureAwait(false);
            // What was done before it ended comes first.
            Drain();
            if (ExitRecord.Read(new ContainerPaths(host, id).Exit) is { } exit) Publish(new(exit.At, id, ContainerEventKind.Exited) { Exit = exit });
        }
        catch (ContainmentException corrupt) when (corrupt.Reason == FailureReason.Corrupt)
        {
            // Whoever asks for the status is told so; those who watch have nothing to see.
        }
    }

    // One that ends at once does so before its starter has said that it started, but not before its starter gives the lock back.
    private async Task SettleAsync(ContainerId id)
    {
        try
        {
            for (var i = 0; i < 100; i++)
            {
                using var held = FileContainerLock.TryTake(id, new ContainerPaths(host, id).Lock, create: false);
                if (held is not null) return;
                await Task.Delay(TimeSpan.FromMilliseconds(2), host.TimeProvider).ConfigureAwait(false);
            }
        }
        catch (FileNotFoundException)
        {
            // It is deleted already.
        }
    }

    private void Publish(ContainerEvent happened)
    {
        foreach (var watcher in _watchers.Keys) watcher.TryWrite(happened);
    }
}
