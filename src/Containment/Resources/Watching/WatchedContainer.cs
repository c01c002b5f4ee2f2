using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;

namespace Containment.Resources.Watching;

/// <summary>One container as a watch sees it: the descriptors that tell of it, and how far each of its counters was told.</summary>
internal sealed class WatchedContainer(ContainerId id, CgroupSet set, bool isNew) : IDisposable
{
    private readonly (CountedFile File, CgroupDirectory Directory)[] _files = [.. CountedFile.Of(set)];
    private readonly Dictionary<CountedFile, long> _told = [];
    private readonly Dictionary<long, (Descriptor Descriptor, PressureThreshold? Threshold)> _notices = [];
    private bool _isNew = isNew;

    public ContainerId Id => id;

    public CgroupSet Set => set;

    /// <summary>Whether its cgroups were found and all of its descriptors are open.</summary>
    public bool Attached { get; private set; }

    public IEnumerable<long> Keys => _notices.Keys;

    /// <summary>Opens what tells of it; false while its cgroups are not there.</summary>
    /// <param name="thresholds">Of pressure.</param>
    /// <param name="add">Watches a descriptor, and gives the key by which its readiness is told.</param>
    public bool Attach(IReadOnlyList<PressureThreshold> thresholds, Func<Descriptor, uint, long> add)
    {
        Dispose();
        try
        {
            // Opened before the counters are read: what comes between the two is told.
            foreach (var (file, directory) in _files.Where(place => place.File.Announced).DistinctBy(place => place.File.File))
            {
                if (directory.Has(file.File)) Add(file, directory, add);
            }
            foreach (var threshold in thresholds) Add(threshold, add);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT || refusal.Error == Errno.ENODEV)
        {
            return Attached = false;
        }
        if (IsGone) return Attached = false;
        // One that came while we watch began with nothing; of one that was there before, the past is not told.
        foreach (var (file, directory) in _files) _told.TryAdd(file, _isNew ? 0 : file.Read(directory) ?? 0);
        _isNew = false;
        return Attached = true;
    }

    /// <summary>What a key that is ready stands for: a threshold, or null for a counter. False: its cgroup is being removed, of which the kernel tells for ever.</summary>
    public bool TryTake(long key, out PressureThreshold? threshold)
    {
        threshold = null;
        if (!_notices.TryGetValue(key, out var notice)) return true;
        threshold = notice.Threshold;
        // Only what is read from its start is told of again.
        if (CgroupFile.Read(notice.Descriptor, stackalloc byte[64], out var error) >= 0) return true;
        if (error == Errno.ENODEV) return false;
        Poll.Drain(notice.Descriptor);
        return true;
    }

    /// <summary>Tells which counters grew since they were told; what <paramref name="tell"/> does not take is told the next time.</summary>
    public void Count(Func<ResourceEventKind, long, bool> tell, bool announcedOnly)
    {
        foreach (var (file, directory) in _files)
        {
            if ((announcedOnly && !file.Announced) || file.Read(directory) is not { } now) continue;
            var before = _told.GetValueOrDefault(file);
            // Lower: the cgroup is another one by the same name.
            if (now < before) before = 0;
            if (now == before || tell(file.Kind, now - before)) _told[file] = now;
        }
    }

    /// <summary>Whether its cgroups are gone.</summary>
    public bool IsGone => !(set.Unified ?? set.Legacy.Values.FirstOrDefault(directory => directory.Exists)).Exists;

    /// <summary>Whatever is there from now on is another cgroup by the same name.</summary>
    public void Forget()
    {
        Dispose();
        _told.Clear();
        _isNew = true;
    }

    public void Dispose()
    {
        foreach (var notice in _notices.Values) notice.Descriptor.Dispose();
        _notices.Clear();
        Attached = false;
    }

    private void Add(CountedFile file, CgroupDirectory directory, Func<Descriptor, uint, long> add)
    {
        var legacy = file.File == "memory.oom_control";
        try
        {
            var notice = legacy ? CgroupNotice.OutOfMemory(directory) : CgroupNotice.Changes(directory, file.File);
            _notices[add(notice, legacy ? Poll.Input : Poll.Priority)] = (notice, null);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EACCES || refusal.Error == Errno.EPERM)
        {
            // Not ours to be told of: it is looked at in intervals.
        }
    }

    private void Add(PressureThreshold threshold, Func<Descriptor, uint, long> add)
    {
        if (set.Unified is not { } unified) return;
        var file = threshold.Resource switch { PressureResource.Cpu => "cpu.pressure", PressureResource.Memory => "memory.pressure", _ => "io.pressure" };
        var notice = PressureNotice.Open(unified, file, ref threshold);
        _notices[add(notice, Poll.Priority)] = (notice, threshold);
    }
}
