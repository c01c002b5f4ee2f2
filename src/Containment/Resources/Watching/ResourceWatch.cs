using System.Threading.Channels;
using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources.Sampling;

namespace Containment.Resources.Watching;

/// <summary>One thread that waits for what the kernel tells of all containers of a host. Its descriptors are closed when it ends.</summary>
internal sealed class ResourceWatch : IDisposable
{
    public const int Room = 1024;
    private const long RecordsKey = 0;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(3), Spacing = TimeSpan.FromSeconds(1);
    private readonly ContainerHost _host;
    private readonly ResourceWatchOptions _options;
    private readonly Channel<ResourceEvent> _channel = Channel.CreateBounded<ResourceEvent>(new BoundedChannelOptions(Room) { SingleReader = true, SingleWriter = true });
    private readonly CgroupRecords _records;
    private readonly Poll _poll;
    private readonly Dictionary<ContainerId, WatchedContainer> _containers = [];
    private readonly Dictionary<long, WatchedContainer> _byKey = [];
    // Whom to look at again soon, and until when: a v1 kernel tells of want of memory before it kills, and cgroups appear after their record.
    private readonly Dictionary<WatchedContainer, DateTimeOffset> _again = [];
    // When an event of a kind was last told of a container: what comes by the thousand is told once a second.
    private readonly Dictionary<(ContainerId, ResourceEventKind), DateTimeOffset> _toldAt = [];
    private readonly Lock _gate = new();
    private readonly Thread _thread;
    private DateTimeOffset _nextLook;
    private long _lastKey;
    private volatile bool _end;
    private bool _closed;

    public ResourceWatch(ContainerHost host, ResourceWatchOptions options)
    {
        (_host, _options) = (host, options);
        _records = new(host);
        try
        {
            _poll = new();
        }
        catch
        {
            _records.Dispose();
            throw;
        }
        _thread = new(Run) { IsBackground = true, Name = "containment-watch" };
        try
        {
            _poll.Watch(_records.Ready, Poll.Input, RecordsKey);
            Follow(isNew: false);
        }
        catch (Exception failure)
        {
            Close();
            throw failure is KernelRefusal refusal ? Explained(refusal) : failure;
        }
        _thread.Start();
    }

    public ChannelReader<ResourceEvent> Events => _channel.Reader;

    /// <summary>Tells the thread to end, and does not wait for it.</summary>
    public void End()
    {
        _end = true;
        lock (_gate)
            if (!_closed) _poll.Wake();
    }

    public void Dispose()
    {
        End();
        _thread.Join();
    }

    private DateTimeOffset Now => _host.Options.TimeProvider.GetUtcNow();

    private void Run()
    {
        Exception? failure = null;
        try
        {
            List<long> ready = [];
            _nextLook = Now + (_options.LookInterval ?? TimeSpan.Zero);
            while (!_end)
            {
                _poll.Wait(Pause(), ready);
                if (_end) break;
                foreach (var key in ready)
                {
                    if (key == RecordsKey) Follow(isNew: true);
                    else if (_byKey.TryGetValue(key, out var container)) Happened(container, key);
                }
                LookAgain();
                if (_options.LookInterval is not { } interval || Now < _nextLook) continue;
                foreach (var container in _containers.Values)
                {
                    if (container.Attached) Count(container, announcedOnly: false);
                    else _again.TryAdd(container, Now);
                }
                _nextLook = Now + interval;
            }
        }
        catch (KernelRefusal refusal)
        {
            failure = Explained(refusal);
        }
        finally
        {
            Close();
            _channel.Writer.TryComplete(failure);
        }
    }

    private int Pause()
    {
        if (_again.Count > 0) return (int)Soon.TotalMilliseconds;
        if (_options.LookInterval is null) return -1;
        return (int)Math.Clamp((_nextLook - Now).TotalMilliseconds + 1, 0, int.MaxValue);
    }

    private void Follow(bool isNew) => _records.Take(_containers.Keys, (id, set) =>
    {
        if (_options.Containers is { } only && !only.Contains(id)) return;
        if (_containers.TryGetValue(id, out var known) && set is not null && known.Set.ToString() == set.ToString())
        {
            // Its cgroups were made anew: that is what the record is written for.
            Forget(known);
            Attach(known);
            return;
        }
        if (known is not null) Remove(known);
        if (set is null) return;
        var container = new WatchedContainer(id, set, isNew);
        _containers[id] = container;
        Attach(container);
    });

    private void Attach(WatchedContainer container)
    {
        var attached = container.Attach(_options.Pressure, (descriptor, events) =>
        {
            _byKey[++_lastKey] = container;
            _poll.Watch(descriptor, events, _lastKey);
            return _lastKey;
        });
        if (attached) Count(container, announcedOnly: true);
        else
        {
            foreach (var key in container.Keys) _byKey.Remove(key);
            _again.TryAdd(container, Now + Patience);
        }
    }

    private void Happened(WatchedContainer container, long key)
    {
        if (!container.TryTake(key, out var threshold) || container.IsGone)
        {
            Forget(container);
            return;
        }
        if (threshold is not null) Tell(new(Now, container.Id, ResourceEventKind.Pressure) { Threshold = threshold });
        else
        {
            Count(container, announcedOnly: true);
            _again[container] = Now + Patience;
        }
    }

    private void LookAgain()
    {
        if (_again.Count == 0) return;
        foreach (var (container, until) in _again.ToArray())
        {
            if (!container.Attached) Attach(container);
            else Count(container, announcedOnly: true);
            if (Now >= until && !(container.Attached && _channel.Reader.Count >= Room)) _again.Remove(container);
        }
    }

    private void Count(WatchedContainer container, bool announcedOnly) =>
        container.Count((kind, count) => Tell(new(Now, container.Id, kind) { Count = count }), announcedOnly);

    private bool Tell(ResourceEvent happened)
    {
        var often = happened.Kind is ResourceEventKind.MemoryMaxReached or ResourceEventKind.MemoryHighReached or ResourceEventKind.ForkRefused;
        var early = often && _toldAt.TryGetValue((happened.Id, happened.Kind), out var at) && happened.At - at < Spacing;
        if (!early && _channel.Writer.TryWrite(happened))
        {
            if (often) _toldAt[(happened.Id, happened.Kind)] = happened.At;
            return true;
        }
        // Its count is told later.
        if (_containers.TryGetValue(happened.Id, out var container)) _again[container] = Now + Patience;
        return false;
    }

    private void Forget(WatchedContainer container)
    {
        foreach (var key in container.Keys) _byKey.Remove(key);
        container.Forget();
        _again[container] = Now + Patience;
    }

    private void Remove(WatchedContainer container)
    {
        Forget(container);
        _again.Remove(container);
        _containers.Remove(container.Id);
        foreach (var kind in Enum.GetValues<ResourceEventKind>()) _toldAt.Remove((container.Id, kind));
    }

    private void Close()
    {
        foreach (var container in _containers.Values) container.Dispose();
        _records.Dispose();
        lock (_gate)
        {
            _closed = true;
            _poll.Dispose();
        }
    }

    private static KernelException Explained(KernelRefusal refusal) =>
        refusal.Error == Errno.EPERM ? new(refusal, "pressure thresholds need CAP_SYS_RESOURCE before Linux 6.5")
        : refusal.Error == Errno.EMFILE ? new(refusal, "each container needs a descriptor for memory, one for processes and one for each threshold (RLIMIT_NOFILE)")
        : new(refusal);
}
