using Containment.Linux.Descriptors;
using Containment.Linux.Memory;

namespace Containment.Checkpoints.Late;

/// <summary>One process of which pages are late. What it is told and what is put there come one after the other: a page that was given back must not come back with what it had.</summary>
internal sealed class LateProcess : IDisposable
{
    private const ulong Block = 64 << 10;
    private readonly Lock _gate = new();
    private readonly UserFaults _faults;
    private readonly LateSet _late;
    private readonly Origins _origins;
    private readonly HashSet<ulong> _requested;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>((int)Block, pinned: true);
    // Read, but the kernel wants something else to be read first.
    private readonly Queue<ulong> _waiting = [];

    public LateProcess(int origin, UserFaults faults, IEnumerable<PageRange> late)
    {
        (Origin, _faults, _late, _origins, _requested) = (origin, faults, new(), new(), []);
        foreach (var pages in late) _late.Add(pages);
    }

    private LateProcess(LateProcess parent, UserFaults faults) =>
        (Origin, _faults, _late, _origins, _requested) = (parent.Origin, faults, parent._late.Copy(), parent._origins.Copy(), [.. parent._requested]);

    /// <summary>The saved process that it is, or whose child it is.</summary>
    public int Origin { get; }

    public Descriptor Descriptor => _faults.Descriptor;

    public ulong LateBytes
    {
        get
        {
            lock (_gate) return _late.Bytes;
        }
    }

    /// <summary>Reads what it is told and answers.</summary>
    /// <param name="source">Where pages come from.</param>
    /// <param name="answered">Told when each fault was read that could be answered at once.</param>
    /// <param name="born">Given each child, before anything more is put into this one: what arrives belongs to both.</param>
    public void Serve(ILatePages source, Action<long> answered, Action<LateProcess> born)
    {
        lock (_gate)
        {
            while (_faults.TryRead(out var told))
                switch (told)
                {
                    case FaultEvent.Fault fault:
                        Answer(fault.Address, source, answered);
                        break;
                    case FaultEvent.Fork fork:
                        born(new(this, fork.Child));
                        break;
                    case FaultEvent.Remap remap:
                        _origins.Move(new(remap.From, remap.From + remap.Bytes), remap.To);
                        _late.Move(new(remap.From, remap.From + remap.Bytes), remap.To);
                        break;
                    case FaultEvent.Remove remove:
                        _late.Remove(remove.Pages);
                        break;
                    case FaultEvent.Unmap unmap:
                        _late.Remove(unmap.Pages);
                        break;
                }
            for (var n = _waiting.Count; n-- > 0;) Answer(_waiting.Dequeue(), source, answered);
        }
    }

    /// <summary>Whether a fault could not be answered yet, and nothing will tell of it again.</summary>
    public bool HasWaiting
    {
        get
        {
            lock (_gate) return _waiting.Count > 0;
        }
    }

    /// <summary>Puts what arrived where it belongs now, if it is still late. False: the kernel wants its events to be read first; then again.</summary>
    public bool TryPut(ulong original, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (var place in _origins.Places(new(original, original + (ulong)bytes.Length)))
                foreach (var pages in _late.Within(place))
                    for (var at = pages.Start; at < pages.End;)
                    {
                        var part = _origins.Together(new(at, pages.End));
                        var from = _origins.Of(at) - original;
                        // What is there now may come from elsewhere.
                        if (from < (ulong)bytes.Length && !Put(at, bytes.Slice((int)from, (int)Math.Min(part.Bytes, (ulong)bytes.Length - from)))) return false;
                        at = part.End;
                    }
            return true;
        }
    }

    public void Unregister(IEnumerable<PageRange> mappings)
    {
        foreach (var pages in mappings) _faults.TryUnregister(pages);
    }

    public void Dispose() => _faults.Dispose();

    private void Answer(ulong address, ILatePages source, Action<long> answered)
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var about = _late.About(address, Block);
        if (about.Bytes == 0)
        {
            Zero(address);
            return;
        }
        var together = _origins.Together(new(address, about.End));
        if (Read(source, together) is not (> 0 and var read))
        {
            if (_requested.Add(_origins.Of(address))) source.Request(Origin, _origins.Of(address), Original(about, address));
            return;
        }
        if (!Put(address, _buffer.AsSpan(0, read)))
        {
            _waiting.Enqueue(address);
            return;
        }
        answered(began);
        // Nobody waits for those before it.
        var before = new PageRange(about.Start, address);
        if (before.Bytes > 0 && _origins.Together(before) == before && Read(source, before) is > 0 and var more) Put(before.Start, _buffer.AsSpan(0, more));
    }

    private PageRange Original(PageRange about, ulong address)
    {
        var original = _origins.Of(address);
        return _origins.Together(about) == about ? new(original - (address - about.Start), original + (about.End - address)) : new(original, original + PageRange.PageSize);
    }

    private int Read(ILatePages source, PageRange pages) => source.TryRead(Origin, _origins.Of(pages.Start), _buffer.AsSpan(0, (int)pages.Bytes)) / (int)PageRange.PageSize * (int)PageRange.PageSize;

    // It is not late: somebody was quicker, or it was given back and is zero.
    private void Zero(ulong address)
    {
        var page = new PageRange(address, address + PageRange.PageSize);
        _faults.Zero(page, out var error);
        if (error == Errno.EEXIST) _faults.Wake(page);
        else if (error == Errno.EAGAIN) _waiting.Enqueue(address);
    }

    // False: events first.
    private bool Put(ulong to, ReadOnlySpan<byte> bytes)
    {
        for (var done = 0UL; done < (ulong)bytes.Length;)
        {
            var now = _faults.Copy(to + done, bytes[(int)done..], out var error);
            _late.Remove(new(to + done, to + done + now));
            done += now;
            if (error is null || (error == Errno.EAGAIN && now > 0)) continue;
            // One that ended in the middle of a fork is never told of, and would be waited for for ever.
            var ended = error == Errno.ESRCH || (error == Errno.EAGAIN && _faults.HasEnded);
            if (ended) _late.Clear();
            if (error == Errno.EAGAIN || ended) return ended;
            // There already, or no mapping any more: one page less.
            var page = new PageRange(to + done, to + done + PageRange.PageSize);
            if (error == Errno.EEXIST) _faults.Wake(page);
            else if (error != Errno.ENOENT && error != Errno.EINVAL) throw new KernelRefusal("ioctl UFFDIO_COPY", $"{page}", error.Value);
            _late.Remove(page);
            done += PageRange.PageSize;
        }
        return true;
    }
}
