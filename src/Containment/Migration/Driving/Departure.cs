using System.Globalization;
using System.Text.Json;
using Containment.Migration.Ends;
using Containment.Migration.Journals;
using Containment.Migration.Planning;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Migration.Driving;

/// <summary>Moves one container away, from the first connection to the report.</summary>
internal sealed class Departure(ContainerHost host, HostIdentity identity, MigrateOptions options, IStepWatch watch)
{
    private readonly Dialer _dialer = new(identity, options, host.Options.TimeProvider);

    /// <summary>Takes <paramref name="end"/> over.</summary>
    public async Task<MigrationReport> MoveAsync(ContainerId id, Guid migrationId, long epoch, ISourceEnd end, MovePlan plan, MigrationTarget target, IProgress<MigrationProgress>? progress, CancellationToken cancellation)
    {
        var meter = new MoveMeter(id, progress, plan.Estimate);
        var name = new MoveName(migrationId, epoch + 1);
        FrameChannel? channel = null;
        SourceMove? move = null;
        try
        {
            meter.Begin(MigrationPhase.Connecting);
            var offer = await end.OfferAsync(cancellation).ConfigureAwait(false);
            (channel, var peer) = await _dialer.ConnectAsync(target, cancellation).ConfigureAwait(false);
            var record = new MoveRecord(name.Id, id.Value, MigrationRole.Source, name.Epoch, peer.Name, peer.Fingerprint, target.Address, target.Port, plan.Strategy, target.Relay?.Name);
            move = new SourceMove(end, await MoveJournal.CreateAsync(MoveJournal.DirectoryOf(host), record, cancellation).ConfigureAwait(false), _dialer, options, meter, watch, host.Options.TimeProvider);
            var outcome = await move.MoveAsync(_dialer.LinkOf(channel, peer, name), offer, cancellation).ConfigureAwait(false);
            Judge(id, move, outcome, cancellation);
            MigrationLog.Moved(host.Logger<Departure>(), id, target, meter.Freeze.TotalMilliseconds, string.Join(", ", meter.FreezeParts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Key} {part.Value.TotalMilliseconds:0.0}"))));
            return new MigrationReport
            {
                Id = id, MigrationId = name.Id, Target = target, Strategy = plan.Strategy, Reasons = plan.Reasons, Epoch = name.Epoch, Rounds = meter.Rounds,
                BaseBytes = meter.BytesOf(ItemSection.Base), FileBytes = meter.BytesOf(ItemSection.Layer),
                MemoryBytes = meter.BytesOf(ItemSection.Memory) + meter.BytesOf(ItemSection.Pages), WireBytes = meter.WireBytes,
                Freeze = meter.Freeze, FreezeParts = meter.FreezeParts, Total = meter.Elapsed,
            };
        }
        finally
        {
            if (move is not null) await move.DisposeAsync().ConfigureAwait(false);
            else await end.DisposeAsync().ConfigureAwait(false);
            if (channel is not null) await channel.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Asks the target what it thinks of an offer, and measures the way there, in bytes a second.</summary>
    public async Task<(OfferJudgement Judgement, long? Rate)> AskAsync(ReadOnlyMemory<byte> offer, MigrationTarget target, CancellationToken cancellation)
    {
        var (channel, peer) = await _dialer.ConnectAsync(target, cancellation).ConfigureAwait(false);
        await using var closing = channel.ConfigureAwait(false);
        try
        {
            var link = _dialer.LinkOf(channel, peer, new MoveName(Guid.NewGuid(), 0));
            await link.SendAsync(Message.Ask, offer, cancellation).ConfigureAwait(false);
            Frame frame;
            do frame = await channel.ReceiveAsync(options.AnswerTimeout, cancellation).ConfigureAwait(false); while (frame.Kind == FrameKind.Ping);
            if (frame is not { Kind: FrameKind.Control, Message: Message.Answer }) throw new WireException($"{frame.Kind} where an answer was due");
            var judgement = JsonSerializer.Deserialize(frame.Payload.Span[MoveName.Size..], OfferJson.Default.OfferJudgement) ?? throw new WireException("no answer");
            return (judgement, await new LinkProbe(channel, link).MeasureAsync(options.AnswerTimeout, cancellation).ConfigureAwait(false));
        }
        catch (Exception broken) when (broken is IOException or JsonException)
        {
            throw new MigrationException(broken is WireException wire ? wire.Failure : MigrationFailure.LinkLost, target.ToString(), $"{target} did not answer: {broken.Message}", inner: broken);
        }
    }

    /// <summary>Goes on with a move that an earlier process left; returns whether it is closed.</summary>
    public async Task<bool> RecoverAsync(MoveJournal journal, ISourceEnd end)
    {
        var move = new SourceMove(end, journal, _dialer, options, new MoveMeter(journal.Record.Container, null), watch, host.Options.TimeProvider);
        await using var closing = move.ConfigureAwait(false);
        return await move.RecoverAsync().ConfigureAwait(false) is Outcome.Moved or Outcome.RolledBack;
    }

    /// <summary>Carries out what somebody decided of a move in doubt.</summary>
    public async Task DecideAsync(MoveJournal journal, ISourceEnd end, MigrationVerdict verdict)
    {
        var move = new SourceMove(end, journal, _dialer, options, new MoveMeter(journal.Record.Container, null), watch, host.Options.TimeProvider);
        await using var closing = move.ConfigureAwait(false);
        if (await move.DecideAsync(verdict).ConfigureAwait(false) == Outcome.Stuck)
            throw new MigrationException(MigrationFailure.SourceFailed, journal.Record.Container, "what was decided is written down and could not be done yet", null, "RecoverMigrationsAsync tries again");
    }

    private static void Judge(ContainerId id, SourceMove move, Outcome outcome, CancellationToken cancellation)
    {
        if (outcome == Outcome.Moved || (outcome == Outcome.None && move.Journal.Step is JournalStep.Released or JournalStep.Deleted)) return;
        var failure = move.Failure ?? new MoveFailure(MigrationFailure.SourceFailed, "it failed", [], null);
        if (outcome == Outcome.RolledBack && failure.Kind == MigrationFailure.Cancelled) cancellation.ThrowIfCancellationRequested();
        throw outcome switch
        {
            Outcome.None when move.Journal.Step == JournalStep.TakenBack => new MigrationException(failure.Kind, id.Value, failure.Message, [], "it goes on here; the target is told to end its copy as soon as it can be reached (RecoverMigrationsAsync)", failure.Error),
            Outcome.RolledBack => new MigrationException(failure.Kind, id.Value, failure.Message, failure.Findings, null, failure.Error) { LinkBroke = failure.LinkBroke },
            Outcome.Stuck => new MigrationException(failure.Kind, id.Value, failure.Message, failure.Findings, $"it is left at step {move.Journal.Step}; RecoverMigrationsAsync tries again", failure.Error),
            _ => new MigrationException(MigrationFailure.InDoubt, id.Value, $"whether {move.Journal.Record.PeerName} has it is not known: {failure.Message}", [], "it stays frozen here until the two hosts have talked (RecoverMigrationsAsync)", failure.Error),
        };
    }
}
