using System.Diagnostics;
using Containment.Migration.Ends;
using Containment.Migration.Protocol;
using Containment.Migration.Rounds;
using Containment.Migration.Wire;

namespace Containment.Migration.Driving;

/// <summary>Counts and times one move, and tells the caller how far it is.</summary>
internal sealed class MoveMeter(ContainerId id, IProgress<MigrationProgress>? progress, MigrationEstimate? estimate = null) : IRoundWatch
{
    private const long ReportEvery = 8 << 20;

    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly long[] _sections = new long[8];
    private readonly List<(string Part, long At)> _freeze = [];
    private readonly System.Collections.Concurrent.ConcurrentBag<FrameChannel> _channels = [];
    private MigrationPhase _phase = MigrationPhase.Connecting;
    private long _phaseBytes, _told, _phaseBegan = Stopwatch.GetTimestamp();

    public int Rounds { get; private set; }

    /// <summary>The last round of pre-copy; null before there was one.</summary>
    public RoundFacts? Last { get; private set; }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    public TimeSpan Freeze => _freeze.Count < 2 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_freeze[0].At, _freeze[^1].At);

    /// <summary>How long each part of the freeze took.</summary>
    public IReadOnlyDictionary<string, TimeSpan> FreezeParts
    {
        get
        {
            var parts = new Dictionary<string, TimeSpan>();
            for (var at = 0; at + 1 < _freeze.Count; at++) parts[_freeze[at].Part] = Stopwatch.GetElapsedTime(_freeze[at].At, _freeze[at + 1].At);
            return parts;
        }
    }

    public long WireBytes => _channels.Sum(channel => channel.BytesInAll);

    public long BytesOf(ItemSection section) => Interlocked.Read(ref _sections[(int)section]);

    public void Watch(FrameChannel channel) => _channels.Add(channel);

    public TimeSpan LeftOf(TimeSpan limit)
    {
        var left = _freeze.Count == 0 ? limit : limit - Stopwatch.GetElapsedTime(_freeze[0].At);
        return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }

    public void Sent(ItemSection section, long bytes)
    {
        Interlocked.Add(ref _sections[(int)section], bytes);
        if (Interlocked.Add(ref _phaseBytes, bytes) - Interlocked.Read(ref _told) < ReportEvery) return;
        Interlocked.Exchange(ref _told, Interlocked.Read(ref _phaseBytes));
        Tell();
    }

    public void Round(int number)
    {
        Rounds = number;
        Begin(MigrationPhase.CopyingFiles);
    }

    public void Rounded(RoundFacts facts) => Last = facts;

    public void Begin(MigrationPhase phase)
    {
        _phase = phase;
        Interlocked.Exchange(ref _phaseBegan, Stopwatch.GetTimestamp());
        Interlocked.Exchange(ref _phaseBytes, 0);
        Interlocked.Exchange(ref _told, 0);
        Tell();
    }

    public void Enter(SourcePhase phase, SourcePhase before)
    {
        var part = (phase, before) switch
        {
            (SourcePhase.Freezing, _) => "freeze",
            (SourcePhase.Sending, _) => "dump and send",
            (SourcePhase.Sealed, _) => "restore",
            (SourcePhase.Committing, SourcePhase.Sealed) => "commit and activate",
            (SourcePhase.Releasing or SourcePhase.Serving, SourcePhase.Committing) => "end",
            _ => null,
        };
        if (part is not null) _freeze.Add((part, Stopwatch.GetTimestamp()));
        if (phase == SourcePhase.Sending) Rounds++;
        Begin(phase switch
        {
            SourcePhase.Offering => MigrationPhase.Preparing,
            SourcePhase.Copying => MigrationPhase.CopyingFiles,
            SourcePhase.Freezing => MigrationPhase.Freezing,
            SourcePhase.Sending => MigrationPhase.CopyingMemory,
            SourcePhase.Sealed => MigrationPhase.Restoring,
            SourcePhase.Committing => before == SourcePhase.Sealed ? MigrationPhase.Committing : MigrationPhase.Settling,
            SourcePhase.Serving => MigrationPhase.Filling,
            SourcePhase.Releasing or SourcePhase.Forgetting => MigrationPhase.Cleaning,
            SourcePhase.RollingBack or SourcePhase.Reclaiming or SourcePhase.Revoking => MigrationPhase.RollingBack,
            _ => MigrationPhase.Done,
        });
    }

    private void Tell()
    {
        if (progress is null) return;
        var bytes = Interlocked.Read(ref _phaseBytes);
        var took = Stopwatch.GetElapsedTime(Interlocked.Read(ref _phaseBegan)).TotalSeconds;
        progress.Report(new MigrationProgress(id, _phase, _phase == MigrationPhase.CopyingFiles ? Math.Max(Rounds, 1) : 0, _channels.Sum(channel => channel.BytesSent), bytes, Elapsed)
        {
            BytesPerSecond = bytes > 0 && took > 0 ? (long)(bytes / took) : null,
            DirtyBytesPerSecond = Last is { } round ? (long)RoundPolicy.DirtyRate(round) : null,
            BytesLeft = Last is { } last ? last.Dirty : estimate is null ? null : Math.Max(0, estimate.Bytes - _sections.Sum()),
            Frozen = _freeze.Count == 0 ? null : _phase >= MigrationPhase.Filling ? Freeze : Stopwatch.GetElapsedTime(_freeze[0].At),
        });
    }
}
