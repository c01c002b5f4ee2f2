using System.Buffers.Binary;
using System.Text.Json;
using Containment.Migration.Ends;
using Containment.Migration.Journals;
using Containment.Migration.Planning;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Migration.Driving;

/// <summary>The target's side of one move.</summary>
internal sealed class TargetMove(ITargetEnd end, MoveJournal journal, TimeSpan patience, IStepWatch watch, TimeProvider clock)
    : MoveDriver(journal, watch, clock)
{
    private readonly SemaphoreSlim _items = new(1, 1);
    private ItemTurns _turns = new();
    private readonly TargetStreams _streams = new();
    private readonly CancellationTokenSource _cut = new();
    private ItemReader _reader = new(end);
    private TargetState _state = new(TargetPhase.Unknown, false, journal.Record.Strategy.LetsMemoryFollow);
    private ReadOnlyMemory<byte> _offer, _accepted;
    private MoveRefusal? _refusal;
    private bool _closed;
    private volatile bool _leave, _superseded;

    /// <summary>It has the last word of the source and nothing is left to do; or it was left for another time.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Its part may still be given up without asking anybody.</summary>
    public bool Uncommitted => _state.Phase is TargetPhase.Preparing or TargetPhase.Receiving or TargetPhase.Restoring or TargetPhase.Prepared;

    public Outcome Result => Outcome;

    /// <summary>It is being taken apart, so its container is still here.</summary>
    public bool IsEnding => _state.Phase == TargetPhase.CleaningUp;

    /// <summary>The source offers the container anew, so its link has broken, whether that was noticed here or not.</summary>
    public void Supersede()
    {
        _superseded = true;
        Post(new(Input.Received(Message.Abort)));
    }

    public void Begin(MoveLink link, ReadOnlyMemory<byte> offer)
    {
        Use(link);
        Post(new(Input.Received(Message.Offer), offer));
        Ended = RunAsync(Over);
    }

    public void Recover()
    {
        Post(new(Input.Recover(Journal.Step)));
        Ended = RunAsync(Over);
    }

    /// <summary>Ends it where it may be ended; otherwise leaves it, as journalled, for the next process.</summary>
    public async Task LeaveAsync()
    {
        _leave = true;
        if (Uncommitted) Post(new(Input.Cancel));
        Wake();
        await Ended.ConfigureAwait(false);
    }

    protected override string Side => "target";

    // To receive may take hours: as long as there is a link, that one says when the source is silent.
    protected override TimeSpan? Patience => _state.Waits && (_state.Phase != TargetPhase.Receiving || Link is null) ? patience : null;

    private bool Over() => Outcome != Outcome.None || (_leave && _state.Phase is TargetPhase.Running or TargetPhase.Unknown);

    protected override Effect[] Step(Happening happening)
    {
        var before = _state.Phase;
        if (happening.Input.Message == Message.Offer && _offer.IsEmpty) _offer = happening.Payload;
        // What was left half sent is no longer worth judging.
        if (happening.Input.Message == Message.Seal && before == TargetPhase.Receiving && !_reader.Complete) happening = happening with { Input = Input.Failed(Work.Restore), Error = new WireException("Seal in the middle of an item") };
        (_state, var effects) = TargetMachine.Step(_state, happening.Input);
        if (_state.Phase == TargetPhase.CleaningUp && before != TargetPhase.CleaningUp) _refusal = Refusal(happening);
        if (_state.Phase == TargetPhase.CleaningUp && before is TargetPhase.Preparing or TargetPhase.Receiving or TargetPhase.Restoring && (happening.Input.Kind == InputKind.LinkDown || _superseded)) end.KeepReceived();
        return effects;
    }

    protected override ReadOnlyMemory<byte> PayloadOf(Message message) => message switch
    {
        Message.Accept => _accepted,
        Message.Decline when _refusal is not null => JsonSerializer.SerializeToUtf8Bytes(_refusal, OfferJson.Default.MoveRefusal),
        _ => default,
    };

    protected override async Task ActAsync(Work work, CancellationToken cancellation)
    {
        switch (work)
        {
            case Work.Prepare: await PrepareAsync(cancellation).ConfigureAwait(false); break;
            case Work.Restore: await end.RestoreAsync(cancellation).ConfigureAwait(false); break;
            case Work.Activate: await end.ActivateAsync(CancellationToken.None).ConfigureAwait(false); break;
            case Work.Fill: await end.FillAsync(wishes => SendAsync(Message.Want, wishes), cancellation).ConfigureAwait(false); break;
            case Work.Yield: await end.YieldAsync(CancellationToken.None).ConfigureAwait(false); break;
            case Work.CleanUp: await CleanUpAsync().ConfigureAwait(false); break;
            default: throw new InvalidOperationException($"no work of the target: {work}");
        }
    }

    protected override void Connect() => throw new InvalidOperationException("the source connects");

    protected override async Task ReadAsync(MoveLink link)
    {
        if (_state.Phase is TargetPhase.Prepared or TargetPhase.Activating or TargetPhase.Filling)
        {
            // What was half sent is sent again.
            (_reader, _turns) = (new(end), new());
            await end.AskAgainAsync().ConfigureAwait(false);
        }
        var ended = await link.PumpAsync((message, payload) => Hear(link, message, payload), TakeAsync).ConfigureAwait(false);
        await _cut.CancelAsync().ConfigureAwait(false);
        await _streams.CloseAsync().ConfigureAwait(false);
        Post(new(Input.LinkDown, Link: link, Error: ended));
    }

    /// <summary>Takes items over a further stream until it ends; one that ends while items are due takes the main link with it.</summary>
    /// <exception cref="WireException">It does not belong to this move, or none is due.</exception>
    public async Task JoinAsync(MoveLink stream, ReadOnlyMemory<byte> proof)
    {
        if (Link is not { } main || !JoinProof.Holds(proof.Span, stream.Channel, main.Channel.Session)) throw new WireException("a stream of another move");
        _streams.Add(stream);
        await stream.SendAsync(Message.Joined, default, CancellationToken.None).ConfigureAwait(false);
        await stream.PumpAsync((message, _) => throw new WireException($"{message} over a further stream"), TakeAsync).ConfigureAwait(false);
        if (_state.Phase == TargetPhase.Receiving) await main.DisposeAsync().ConfigureAwait(false);
    }

    // What was sent before Sync and Seal may still be under way over other streams.
    private void Hear(MoveLink link, Message message, ReadOnlyMemory<byte> payload)
    {
        if (message is not (Message.Sync or Message.Seal)) Post(new(Input.Received(message), payload, link));
        else if (message == Message.Seal || !_closed) _ = AnswerAsync();

        async Task AnswerAsync()
        {
            try
            {
                if (payload.Length >= 8) await _turns.ReachedAsync(BinaryPrimitives.ReadUInt64LittleEndian(payload.Span), _cut.Token).ConfigureAwait(false);
                if (message == Message.Seal) Post(new(Input.Received(message), payload, link));
                else await link.SendAsync(Message.Synced, default, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception lost) when (lost is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The reader of the link says that it is down.
            }
        }
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        _accepted = await end.PrepareAsync(_offer, cancellation).ConfigureAwait(false);
        if (Link is not { } link) return;
        try
        {
            foreach (var message in KeptFiles.Messages(end.Kept)) await link.SendAsync(Message.Have, message, cancellation).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException)
        {
            // The reader of the link says that it is down.
        }
    }

    private async Task TakeAsync(Frame frame, CancellationToken cancellation)
    {
        var place = ItemPlace.Read(frame.Payload.Span);
        var turns = _turns;
        await turns.WaitAsync(frame.Kind, place, cancellation).ConfigureAwait(false);
        await _items.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // After a failure the rest is read and dropped, so that the refusal can still be said.
            if (_closed) return;
            if (_state.Phase is not (TargetPhase.Receiving or TargetPhase.Filling)) throw new WireException("items when none are due");
            await _reader.TakeAsync(frame, place, cancellation).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // While it runs a page that can't be taken in is the end of the link, not of what runs.
            if (_state.Phase == TargetPhase.Filling) throw;
            _closed = true;
            Post(new(Input.Failed(Work.Restore), Error: failed));
        }
        finally
        {
            turns.Done(frame.Kind, place, frame.Kind == FrameKind.Item && frame.Payload.Length > ItemPlace.Size && ((ItemSection)frame.Payload.Span[ItemPlace.Size]).IsLoose);
            _items.Release();
        }
    }

    private async Task CleanUpAsync()
    {
        await _items.WaitAsync().ConfigureAwait(false);
        _closed = true;
        _items.Release();
        await end.CleanUpAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static MoveRefusal? Refusal(Happening happening) => (happening.Input.Kind, happening.Error) switch
    {
        (_, MoveRefusedException refused) => new(MigrationFailure.Refused, refused.Message, refused.Findings),
        (InputKind.Timeout, _) => new(MigrationFailure.TimedOut, "the source did not go on", []),
        (InputKind.Cancel, _) => new(MigrationFailure.TargetFailed, "the target is shutting down", []),
        (InputKind.Failed, { } error) => new(MigrationFailure.TargetFailed, error.Message, []),
        _ => null,
    };

    public override async ValueTask DisposeAsync()
    {
        await _streams.CloseAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        await end.DisposeAsync().ConfigureAwait(false);
    }
}
