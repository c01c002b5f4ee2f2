using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;

namespace Containment.Resources.Sampling;

/// <summary>One container as a sampler sees it: its files, when each was read, and what they said.</summary>
internal sealed class SampledContainer : IDisposable
{
    public ContainerSample Sample;
    private readonly DescriptorBudget _budget;
    private readonly Slot[] _slots;
    private SampleSchedule _schedule;

    public SampledContainer(ContainerId id, CgroupSet set, DescriptorBudget budget, SampleSchedule schedule)
    {
        (Id, Set, _budget, _schedule) = (id, set, budget, schedule);
        Sample.Id = id;
        Dictionary<CgroupDirectory, byte[]> paths = [];
        foreach (var directory in set.Directories) paths[directory] = CgroupFile.Bytes(directory);
        _slots = [.. SampledFiles.Of(set).Select(place => new Slot(place.File, paths[place.Directory]))];
    }

    public ContainerId Id { get; }

    public CgroupSet Set { get; }

    /// <summary>Its cgroups were made anew, or may soon be.</summary>
    public void Expect() => _schedule.Expect();

    /// <summary>Reads what is due; false while it has no cgroups.</summary>
    public bool Read(TimeSpan now, TimeSpan tick, ref byte[] buffer)
    {
        if (_slots.Length == 0 || !_schedule.IsAwaited(now)) return false;
        var before = Sample.CpuRead.Time;
        // Its cgroup may be another one by the same name.
        if (Read(0, now, ref buffer) == Outcome.Gone && (Forget() | Read(0, now, ref buffer) == Outcome.Gone))
        {
            _schedule.Missed(now);
            return false;
        }
        var due = _schedule.Due(now, tick, ran: _slots[0].File.Rank != SampleRank.Pulse || Sample.CpuRead.Time != before, Waits);
        if (due != default)
            for (var place = 1; place < _slots.Length; place++)
                if (due.Includes(_slots[place].File.Rank) && (due.Rare || !_slots[place].Missing)) Read(place, now, ref buffer);
        if (!due.Present) Sample.Rest(pressure: !due.Pressure);
        return true;
    }

    /// <summary>Gives back the files that are beyond its share.</summary>
    public void Trim()
    {
        for (var rank = Math.Min(_budget.Each, _slots.Length); rank < _slots.Length; rank++) Release(ref _slots[rank]);
    }

    public void Dispose()
    {
        foreach (ref var slot in _slots.AsSpan()) Release(ref slot);
    }

    private bool Waits => Waiting(Sample.CpuStall.SomeRead) || Waiting(Sample.MemoryStall.SomeRead) || Waiting(Sample.IoStall.SomeRead);

    private static bool Waiting(in StallReading reading) => reading.Lately > 0 || reading.Last10Seconds > 0;

    private Outcome Read(int place, TimeSpan now, ref byte[] buffer)
    {
        ref var slot = ref _slots[place];
        var (length, error) = Read(ref slot, hold: place < _budget.Each, ref buffer);
        if (length < 0)
        {
            if (error == Errno.EMFILE || error == Errno.ENFILE) _budget.RunOut();
            if (error != Errno.ENOENT && error != Errno.ENODEV && error != Errno.EOPNOTSUPP) return Outcome.Unread;
            Release(ref slot);
            (slot.Missing, slot.ReadAt) = (true, null);
            return Outcome.Gone;
        }
        slot.File.Take(buffer.AsSpan(0, length), ref Sample, slot.ReadAt is { } at ? now - at : TimeSpan.Zero);
        (slot.Missing, slot.ReadAt) = (false, now);
        return Outcome.Read;
    }

    private (int Length, Errno Error) Read(ref Slot slot, bool hold, ref byte[] buffer)
    {
        while (true)
        {
            Errno error;
            if (slot.Held is null && hold)
            {
                slot.Held = CgroupFile.TryOpen(slot.Directory, slot.File.Name, out error);
                if (slot.Held is null) return (-1, error);
                slot.Number = slot.Held.Number;
                _budget.Held++;
            }
            var length = slot.Held is not null ? CgroupFile.Read(slot.Number, buffer, out error) : CgroupFile.ReadOnce(slot.Directory, slot.File.Name, buffer, out error);
            if (length < buffer.Length) return (length, error);
            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private bool Forget()
    {
        Dispose();
        foreach (ref var slot in _slots.AsSpan()) (slot.Missing, slot.ReadAt) = (false, null);
        Sample = new() { Id = Id };
        _schedule.Begin();
        return false;
    }

    private void Release(ref Slot slot)
    {
        if (slot.Held is null) return;
        slot.Held.Dispose();
        slot.Held = null;
        _budget.Held--;
    }

    private enum Outcome
    {
        Read,
        Unread,
        Gone,
    }

    private struct Slot(SampledFile file, byte[] directory)
    {
        public readonly SampledFile File = file;
        public readonly byte[] Directory = directory;
        public Descriptor? Held;
        // What Held has, one step nearer.
        public int Number;
        public TimeSpan? ReadAt;
        public bool Missing;
    }
}
