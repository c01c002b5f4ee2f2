using System.Collections.Concurrent;
using System.Diagnostics;
using Containment.Linux.Descriptors;
using Containment.Resources;

namespace Containment.Containers.Guests;

/// <summary>
/// What the containers of a host see of themselves, as far as this process keeps it up to date. Of all processes that have the host
/// open one answers whoever looks; when it ends, another one takes over, and until then containers see what was written last.
/// </summary>
internal sealed class GuestViews : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly ContainerHost _host;
    private readonly MachineText _machine = new();
    private readonly ConcurrentDictionary<ContainerId, GuestFiles> _guests = new();
    private readonly ConcurrentDictionary<FileIdentity, (ContainerId Id, GuestFile File)> _known = new();
    private readonly Dictionary<string, DateTime> _watched = [];
    private readonly Lock _ticking = new();
    private readonly Timer _timer;
    private FileLock? _turn;
    private OpenGate? _gate;
    private bool _bySeconds, _disposed;
    private DateTime _seen;

    public GuestViews(ContainerHost host)
    {
        _host = host;
        _timer = new(_ => Tick());
    }

    public GuestFiles Of(ContainerId id) => _guests.GetOrAdd(id, one => new(_host, one, _machine));

    /// <summary>From now on this process looks for containers to answer.</summary>
    public void Look(bool atOnce = false)
    {
        lock (_ticking)
            if (!_disposed) _timer.Change(atOnce ? TimeSpan.Zero : Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>After a change of limits: also while no process answers.</summary>
    public void Refresh(ContainerId id)
    {
        var guest = Of(id);
        if (!Directory.Exists(guest.Directory.Path)) return;
        Try(id.Value, guest.WriteAll);
        if (Directory.Exists(guest.Directory.Told)) Try(id.Value, () => ToldLimits.Put(guest.Directory.Told, ContainerCgroup.Open(_host, id).ReadLimits()));
    }

    /// <summary>The container runs no more.</summary>
    public void Remove(ContainerId id)
    {
        GuestDirectory.Of(_host.Options, id).Remove();
        _guests.TryRemove(id, out _);
    }

    public void Dispose()
    {
        lock (_ticking)
        {
            _disposed = true;
            _timer.Dispose();
            _gate?.Dispose();
            _turn?.Dispose();
        }
    }

    private void Tick()
    {
        lock (_ticking)
        {
            if (_disposed) return;
            var took = Stopwatch.StartNew();
            Try("of all", LookAround);
            // Never more than a tenth of the time.
            var pause = took.Elapsed * 10;
            _timer.Change(pause > Interval ? pause : Interval, Timeout.InfiniteTimeSpan);
        }
    }

    private void LookAround()
    {
        var all = new DirectoryInfo(GuestDirectory.All(_host.Options));
        if (!all.Exists || !IsMine()) return;
        if (_bySeconds)
        {
            foreach (var directory in all.EnumerateDirectories())
                if (ContainerId.TryParse(directory.Name, null, out var id)) Try(directory.Name, Of(id).WriteAll);
            return;
        }
        if (_gate is not { Works: true })
        {
            Forget();
            _gate = OpenGate.TryStart(Answer);
            _bySeconds = _gate is null;
            if (_bySeconds) GuestLog.BySeconds(_host.Logger<GuestViews>());
        }
        var changed = all.LastWriteTimeUtc;
        if (changed == _seen) return;
        // The clock of files is coarse: what changes just now may change again at the same time.
        _seen = DateTime.UtcNow - changed > Interval ? changed : default;
        var there = all.EnumerateDirectories().Select(directory => directory.FullName).ToHashSet();
        foreach (var directory in there) Watch(directory);
        foreach (var gone in _watched.Keys.Where(directory => !there.Contains(directory)).ToList()) Forget(gone);
    }

    private bool IsMine() => (_turn ??= FileLock.TryTake(GuestDirectory.All(_host.Options) + ".lock")) is not null;

    private void Watch(string path)
    {
        if (_gate is null || !ContainerId.TryParse(Path.GetFileName(path), null, out var id)) return;
        var made = Directory.GetCreationTimeUtc(path);
        // One of the same name may have come since.
        if (_watched.TryGetValue(path, out var known) && known == made) return;
        Forget(path);
        foreach (var file in GuestFile.All)
            if (Of(id).Directory.Identify(file) is { } identity) _known[identity] = (id, file);
        _gate.Watch(path);
        _watched[path] = made;
    }

    private void Forget(string path)
    {
        _watched.Remove(path);
        foreach (var (identity, one) in _known)
            if (one.Id.Value == Path.GetFileName(path)) _known.TryRemove(identity, out _);
    }

    private void Forget()
    {
        _gate?.Dispose();
        (_gate, _seen) = (null, default);
        _watched.Clear();
        _known.Clear();
    }

    private void Answer(FileIdentity file, bool opens)
    {
        if (_known.TryGetValue(file, out var one)) Try(one.Id.Value, () => Of(one.Id).Refresh(one.File, opens));
    }

    private void Try(string id, Action act)
    {
        try
        {
            act();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or KernelRefusal or ContainmentException or FormatException or ObjectDisposedException)
        {
            // What was written last is better than nothing, and a container may end at any time.
            if (failure is not (FileNotFoundException or DirectoryNotFoundException)) GuestLog.Stale(_host.Logger<GuestViews>(), id, failure);
        }
    }
}
