using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;

namespace Containment.Resources.Sampling;

/// <summary>One container as a sampler sees it: its files, when each was read, and what they said.</summary>
internal sealed class SampledContainer : IDisposable
{
    public ContainerSample Sample;
    private readonly DescriptorBudget _budget;
    private readonly Slot[] _slots;
    // Apart from the slots, as they are not needed for reading a file that is open.
    private readonly Descriptor?[] _held;
    private readonly byte[][] _directories;
    private SampleSchedule _schedule;

    public SampledContainer(ContainerId id, CgroupSet set, DescriptorBudget budget, SampleSchedule schedule)
    {
        (Id, Set, _budget, _schedule) = (id, set, budget, schedule);
        Sample.Id = id;
        Dictionary<CgroupDirectory, byte[]> paths = [];
        foreach (var directory in set.Directories) paths[directory] = CgroupFile.Bytes(directory);
        var files = SampledFiles.Of(set);
        _slots = [.. files.Select(place => new Slot(place.File))];
        _directories = [.. files.Select(place => paths[place.Directory])];
        _held = new Descriptor?[_slots.Length];
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
                if (Includes(due, _slots[place])) Read(place, now, ref buffer);
        if (!due.Present) Sample.Rest(pressure: !due.Pressure);
        return true;
    }

    /// <summary>Gives back the files that are beyond its share.</summary>
    public void Trim()
    {
        for (var place = Math.Min(_budget.Each, _slots.Length); place < _slots.Length; place++) Release(place);
    }

    public void Dispose()
    {
        for (var place = 0; place < _slots.Length; place++) Release(place);
    }

    private bool Waits => Sample.CpuStall.Waits || Sample.MemoryStall.Waits || Sample.IoStall.Waits;

    private bool Includes(SampleDue due, in Slot slot) => (due.Rare || !slot.Missing) && (due.Includes(slot.File.Rank) || (slot.File.Waits is { } waits && waits(Sample)));

    private Outcome Read(int place, TimeSpan now, ref byte[] buffer)
    {
        ref var slot = ref _slots[place];
        var (length, error) = Read(ref slot, place, ref buffer);
        if (length < 0)
        {
            if (error == Errno.EMFILE || error == Errno.ENFILE) _budget.RunOut();
            if (error != Errno.ENOENT && error != Errno.ENODEV && error != Errno.EOPNOTSUPP) return Outcome.Unread;
            Release(place);
            (slot.Missing, slot.ReadAt) = (true, default);
            return Outcome.Gone;
        }
        slot.File.Take(buffer.AsSpan(0, length), ref Sample, slot.ReadAt.Time is { } at ? now - at : TimeSpan.Zero);
        (slot.Missing, slot.ReadAt) = (false, Known.Of(now));
        return Outcome.Read;
    }

    private (int Length, Errno Error) Read(ref Slot slot, int place, ref byte[] buffer)
    {
        while (true)
        {
            Errno error;
            if (slot.Number == 0 && place < _budget.Each)
            {
                if (CgroupFile.TryOpen(_directories[place], slot.File.Name, out error) is not { } opened) return (-1, error);
                (_held[place], slot.Number) = (opened, opened.Number);
                _budget.Held++;
            }
            var length = slot.Number != 0 ? CgroupFile.Read(slot.Number, buffer, out error) : CgroupFile.ReadOnce(_directories[place], slot.File.Name, buffer, out error);
            if (length < buffer.Length) return (length, error);
            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private bool Forget()
    {
        Dispose();
        foreach (ref var slot in _slots.AsSpan()) (slot.Missing, slot.ReadAt) = (false, default);
        Sample = new() { Id = Id };
        _schedule.Begin();
        return false;
    }

    private void Release(int place)
    {
        if (_held[place] is not { } held) return;
        held.Dispose();
        (_held[place], _slots[place].Number) = (null, 0);
        _budget.Held--;
    }

    private enum Outcome
    {
        Read,
        Unread,
        Gone,
    }

    private struct Slot(SampledFile file)
    {
        public readonly SampledFile File = file;
        public Known ReadAt;
        // Of the descriptor that is held; 0 where none is (standard input is never one of ours).
        public int Number;
        public bool Missing;
    }
}
