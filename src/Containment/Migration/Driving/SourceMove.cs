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
    private readonly Channel<ReadOnlyMemory<byte>> _wishes = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
    private SourceState _state;
    private ReadOnlyMemory<byte> _offer, _accepted;
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

    protected override ReadOnlyMemory<byte> PayloadOf(Message message) => message == Message.Offer ? _offer : default;

    protected override Task ActAsync(Work work, CancellationToken cancellation) => work switch
    {
        Work.Copy => CopyAsync(cancellation),
        Work.Freeze => end.FreezeAsync(cancellation),
        Work.Dump => end.DumpAsync(Items(), cancellation),
        Work.Serve => end.ServeAsync(Items(), _wishes.Reader, cancellation),
        Work.Thaw => end.ThawAsync(CancellationToken.None),
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
            _gaveUp = true;
            Failure ??= new MoveFailure(MigrationFailure.InDoubt, lost.Message, [], lost);
            Wake();
        }
    });

    protected override async Task ReadAsync(MoveLink link)
    {
        meter.Watch(link.Channel);
        var ended = await link.PumpAsync((message, payload) =>
        {
            if (message == Message.Synced) _synced.Release();
            else if (message == Message.Want) _wishes.Writer.TryWrite(payload);
            else Post(new(Input.Received(message), payload, link));
        }, null).ConfigureAwait(false);
        Post(new(Input.LinkDown, Link: link, Error: ended));
    }

    // What the target makes ready it makes ready before the freeze.
    private async Task CopyAsync(CancellationToken cancellation)
    {
        await end.CopyAsync(_accepted, Items(), meter, cancellation).ConfigureAwait(false);
        await Link!.SendAsync(Message.Sync, default, cancellation).ConfigureAwait(false);
        if (!await _synced.WaitAsync(options.AnswerTimeout, cancellation).ConfigureAwait(false)) throw new WireException("the target does not keep up", MigrationFailure.TimedOut);
    }

    private ItemSender Items() => new(Link?.Channel ?? throw new WireException("the link is down", MigrationFailure.LinkLost), meter.Sent);

    public override async ValueTask DisposeAsync()
    {
        await _settling.CancelAsync().ConfigureAwait(false);
        await _connecting.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        await end.DisposeAsync().ConfigureAwait(false);
        _settling.Dispose();
    }
}
