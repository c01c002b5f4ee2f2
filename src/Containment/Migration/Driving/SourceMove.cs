using System.Buffers.Binary;
using System.Threading.Channels;
using Containment.Migration.Ends;
using Containment.Migration.Journals;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Migration.Driving;

/// <summary>The source's side of one move.</summary>
internal sealed class SourceMove(ISourceEnd end, MoveJournal journal, ILinkMaker links, MigrateOptions options, MoveMeter meter, IStepWatch watch, TimeProvider clock)
    : MoveDriver(journal, watch, clock)
{
    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _settling = new();
    private readonly SemaphoreSlim _synced = new(0);
    private Channel<ReadOnlyMemory<byte>> _wishes = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
    private SourceState _state;
    private ReadOnlyMemory<byte> _offer, _accepted;
    private readonly KeptFiles _kept = new();
    private SourceStreams? _streams;
    private Task _connecting = Task.CompletedTask;
    private bool _gaveUp;

    /// <summary>Why it was rolled back; null when it was not.</summary>
    public MoveFailure? Failure { get; private set; }

    /// <summary>Moves it over a link that is there.</summary>
    public async Task<Outcome> MoveAsync(MoveLink link, ReadOnlyMemory<byte> offer, CancellationToken cancellation)
    {
        _offer = offer;
        Use(link);
        Post(new(Input.Start));
        await using var registration = cancellation.Register(() => Post(new(Input.Cancel))).ConfigureAwait(false);
        await RunAsync(Over).ConfigureAwait(false);
        return Outcome;
    }

    /// <summary>Goes on from the journal's last step.</summary>
    public async Task<Outcome> RecoverAsync()
    {
        Post(new(Input.Recover(Journal.Step)));
        await RunAsync(Over).ConfigureAwait(false);
        return Outcome;
    }

    /// <summary>Carries out what somebody decided of a move in doubt, and tells the target if it can be reached.</summary>
    public async Task<Outcome> DecideAsync(MigrationVerdict verdict)
    {
        Post(new(verdict == MigrationVerdict.RunsHere ? Input.DecideHere : Input.DecideThere));
        await RunAsync(Over).ConfigureAwait(false);
        return Outcome;
    }

    protected override string Side => "source";

    protected override TimeSpan? Patience => _state switch
    {
        { Phase: SourcePhase.Freezing or SourcePhase.Sending or SourcePhase.Sealed } => meter.LeftOf(options.FreezeLimit),
        // It is sending, and the link says when the other side is silent.
        { Phase: SourcePhase.Serving } => Slow,
        { Waits: true } => options.AnswerTimeout,
        _ => null,
    };

    private bool Over() => Outcome != Outcome.None || _gaveUp;

    protected override Effect[] Step(Happening happening)
    {
        var before = _state.Phase;
        if (happening.Input.Message == Message.Accept) _accepted = happening.Payload;
        (_state, var effects) = SourceMachine.Step(_state, happening.Input);
        if (_state.Phase == SourcePhase.RollingBack && before != SourcePhase.RollingBack) Failure ??= MoveFailure.Of(happening, before);
        if (_state.Phase != before) meter.Enter(_state.Phase, before);
        return effects;
    }

    protected override ReadOnlyMemory<byte> PayloadOf(Message message) => message switch
    {
        Message.Offer => _offer,
        Message.Seal => CountSent(),
        _ => default,
    };

    protected override Task ActAsync(Work work, CancellationToken cancellation) => work switch
    {
        Work.Copy => CopyAsync(cancellation),
        Work.Freeze => end.FreezeAsync(cancellation),
        Work.Dump => DumpAsync(cancellation),
        Work.Serve => ServeAsync(cancellation),
        Work.Thaw => end.ThawAsync(CancellationToken.None),
        Work.TakeBack => end.TakeBackAsync(CancellationToken.None),
        Work.Delete => end.DeleteAsync(CancellationToken.None),
        _ => throw new InvalidOperationException($"no work of the source: {work}"),
    };

    protected override void Connect() => _connecting = Task.Run(async () =>
    {
        try
        {
            Use(await links.SettleAsync(Journal.Record, _settling.Token).ConfigureAwait(false));
        }
        catch (Exception lost) when (lost is IOException or MigrationException or OperationCanceledException)
        {
            if (_state.Phase == SourcePhase.Committing && await IsFencedAsync(lost).ConfigureAwait(false))
            {
                Post(new(Input.DecideHere));
                return;
            }
            _gaveUp = true;
            Failure ??= new MoveFailure(MigrationFailure.InDoubt, lost.Message, [], lost);
            Wake();
        }
    });

    // Only a fence that is certain counts; whatever goes wrong with it leaves the move in doubt.
    private async Task<bool> IsFencedAsync(Exception lost)
    {
        if (options.Fence is not { } fence || _settling.IsCancellationRequested) return false;
        try
        {
            var record = Journal.Record;
            if (await fence.AskAsync(new TrustedPeer(record.PeerName, record.PeerFingerprint), record.MigrationId, _settling.Token).ConfigureAwait(false) != FenceAnswer.Fenced) return false;
            Failure ??= new MoveFailure(MigrationFailure.LinkLost, $"{record.PeerName} is fenced off, so the container goes on here ({lost.Message})", [], lost);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    protected override async Task ReadAsync(MoveLink link)
    {
        meter.Watch(link.Channel);
        // What was wanted over a link before is wanted again over this one, and nobody else may take it.
        var wishes = _wishes = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
        var ended = await link.PumpAsync((message, payload) =>
        {
            if (message == Message.Synced) _synced.Release();
            else if (message == Message.Want) wishes.Writer.TryWrite(payload);
            else if (message == Message.Have) _kept.Add(payload.Span);
            else Post(new(Input.Received(message), payload, link));
        }, null).ConfigureAwait(false);
        Post(new(Input.LinkDown, Link: link, Error: ended));
    }

    // What the target makes ready it makes ready before the freeze.
    private async Task CopyAsync(CancellationToken cancellation)
    {
        _streams = await SourceStreams.OpenAsync(MainLink(), links, Journal.Record, _kept, options, Clock, cancellation).ConfigureAwait(false);
        _streams.Watch(meter, () => _state.Phase < SourcePhase.Sealed);
        await end.CopyAsync(_accepted, Items(), meter, cancellation).ConfigureAwait(false);
        await _streams.Lanes.FlushAsync(cancellation).ConfigureAwait(false);
        await MainLink().SendAsync(Message.Sync, CountSent(), cancellation).ConfigureAwait(false);
        if (!await _synced.WaitAsync(options.AnswerTimeout, cancellation).ConfigureAwait(false)) throw new WireException("the target does not keep up", MigrationFailure.TimedOut);
        await end.QuietAsync(cancellation).ConfigureAwait(false);
    }

    private async Task DumpAsync(CancellationToken cancellation)
    {
        _streams!.Lanes.Packing.Standing = true;
        await end.DumpAsync(Items(), cancellation).ConfigureAwait(false);
        await _streams.Lanes.FlushAsync(cancellation).ConfigureAwait(false);
    }

    // A new link begins to count anew, and has no further streams.
    private async Task ServeAsync(CancellationToken cancellation)
    {
        if (_streams is null || _streams.Main != MainLink())
        {
            if (_streams is { } before) await before.DisposeAsync().ConfigureAwait(false);
            _streams = null;
            _streams = await SourceStreams.OpenAsync(MainLink(), links, Journal.Record, _kept, options with { Streams = 1 }, Clock, cancellation).ConfigureAwait(false);
        }
        await end.ServeAsync(Items(), _wishes.Reader, cancellation).ConfigureAwait(false);
    }

    private byte[] CountSent()
    {
        var count = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(count, _streams?.Lanes.Count ?? 0);
        return count;
    }

    private ItemSender Items() => new(_streams!.Lanes, meter.Sent);

    private MoveLink MainLink() => Link ?? throw new WireException("the link is down", MigrationFailure.LinkLost);

    public override async ValueTask DisposeAsync()
    {
        await _settling.CancelAsync().ConfigureAwait(false);
        await _connecting.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        if (_streams is not null) await _streams.DisposeAsync().ConfigureAwait(false);
        await end.DisposeAsync().ConfigureAwait(false);
        _settling.Dispose();
    }
}
