using System.Diagnostics;
using Containment.Linux.Descriptors;
using Containment.Linux.Memory;

namespace Containment.Checkpoints.Late;

/// <summary>
/// Serves processes that run before all of their pages are there. Who touches one that is not waits until it is. It ends when nothing is
/// late; what ends before that must end the processes first, for a missing page that nobody serves is a page of zeros: see <see cref="Lifeline"/>.
/// </summary>
internal sealed class LateMemory(ILatePages source, Lifeline? lifeline = null) : IAsyncDisposable
{
    private const int Piece = 64 << 10;
    private readonly Lock _gate = new();
    private readonly Poll _poll = new();
    private readonly List<LateProcess> _processes = [];
    private readonly List<(LateProcess Process, IReadOnlyList<PageRange> Mappings)> _registered = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LateTimes _times = new();
    private Thread? _thread;
    private volatile bool _stopping;

    /// <summary>Ends when nothing is late and nobody is served any more; fails when serving failed, and then the processes must be ended.</summary>
    public Task Completion => _done.Task;

    /// <summary>How long faults took that could be answered at once.</summary>
    public LateTimes Times => _times;

    /// <summary>How much is late.</summary>
    public ulong LateBytes
    {
        get
        {
            var bytes = 0UL;
            for (var n = 0; At(n) is { } process; n++) bytes += process.LateBytes;
            return bytes;
        }
    }

    /// <summary>A process that does not run yet. All of them before <see cref="Start"/>.</summary>
    /// <param name="process">What it is called where pages come from.</param>
    /// <param name="faults">Of its memory, full, with <see cref="FaultFeatures.Serving"/>; ours from here on.</param>
    /// <param name="ranges">What is late.</param>
    public void Add(int process, UserFaults faults, LateRanges ranges)
    {
        foreach (var mapping in ranges.Mappings) faults.Register(mapping, FaultModes.Missing);
        var late = new LateProcess(process, faults, ranges.Late);
        lifeline?.Hold(late.Descriptor);
        _registered.Add((late, ranges.Mappings));
        Watch(late);
    }

    /// <summary>Begins to serve. From here on they may run.</summary>
    public void Start()
    {
        _thread = new Thread(Run, 256 << 10) { IsBackground = true, Name = "late memory" };
        _thread.Start();
    }

    /// <summary>Pages have come; any thread.</summary>
    /// <param name="process">Whose.</param>
    /// <param name="address">Where the first one was when it was saved.</param>
    /// <param name="bytes">Whole pages.</param>
    public void Arrived(int process, ulong address, ReadOnlySpan<byte> bytes)
    {
        // In pieces, so that a fault does not wait for long. A child that is made meanwhile comes behind its parent.
        for (var at = 0; at < bytes.Length; at += Piece)
            for (var n = 0; At(n) is { } late; n++)
                while (late.Origin == process && !late.TryPut(address + (ulong)at, bytes.Slice(at, Math.Min(Piece, bytes.Length - at))))
                {
                    if (_stopping) return;
                    Thread.Yield();
                }
        if (LateBytes == 0) _poll.Wake();
    }

    /// <summary>Where pages are late still, the processes are ended first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_done.Task.IsCompletedSuccessfully && lifeline is not null) await lifeline.EndAsync().ConfigureAwait(false);
        _stopping = true;
        _poll.Wake();
        _thread?.Join();
        foreach (var process in _processes) process.Dispose();
        lifeline?.Release();
        _poll.Dispose();
    }

    private void Run()
    {
        try
        {
            List<long> ready = [];
            while (!_stopping && LateBytes > 0)
            {
                _poll.Wait(Waiting() ? 1 : -1, ready);
                // The list only grows, and only here.
                if (ready.Count == 0) foreach (var process in _processes.ToArray()) Serve(process);
                else foreach (var key in ready) Serve(_processes[(int)key]);
            }
            if (_stopping) return;
            lifeline?.Release();
            foreach (var (process, mappings) in _registered) process.Unregister(mappings);
            foreach (var process in _processes) process.Dispose();
            _done.TrySetResult();
        }
        catch (Exception failure)
        {
            _done.TrySetException(failure);
        }
    }

    private bool Waiting() => _processes.Any(static process => process.HasWaiting);

    private void Serve(LateProcess process) => process.Serve(source, began => _times.Add(Stopwatch.GetElapsedTime(began)), child =>
    {
        lifeline?.Hold(child.Descriptor);
        Watch(child);
    });

    // A process is locked before the list is, never the other way round.
    private LateProcess? At(int n)
    {
        lock (_gate) return n < _processes.Count ? _processes[n] : null;
    }

    private void Watch(LateProcess process)
    {
        lock (_gate)
        {
            _poll.Watch(process.Descriptor, Poll.Input, _processes.Count);
            _processes.Add(process);
        }
    }
}
