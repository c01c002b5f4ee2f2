using Containment.Checkpoints;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Migration.Ends;
using Containment.Migration.Journals;
using Containment.Migration.Planning;
using Containment.Migration.Protocol;

namespace Containment.Migration.Driving;

/// <summary>The verbs of a host, put together from the parts.</summary>
internal sealed class Moving(ContainerHost host, MigrateOptions options, IStepWatch? watch = null)
{
    private MigrationStrategy? _chosen;
    private readonly IStepWatch _watch = watch ?? NoWatch.Instance;

    public async Task<MigrationReport> MoveAsync(ContainerId id, MigrationTarget target, IProgress<MigrationProgress>? progress, CancellationToken cancellation)
    {
        using var timing = new Timing(options.Timeout, host.Options.TimeProvider, cancellation);
        try
        {
            return await Resumption.RunAsync(id, options, host.Options.TimeProvider, progress, stop => OnceAsync(id, target, progress, stop), timing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (timing.RanOut)
        {
            throw new MigrationException(MigrationFailure.TimedOut, id.Value, $"the move of {id} took longer than {options.Timeout}; it goes on here", inner: late);
        }
    }

    private async Task<MigrationReport> OnceAsync(ContainerId id, MigrationTarget target, IProgress<MigrationProgress>? progress, CancellationToken cancellation)
    {
        CheckpointPowers.Check(id);
        var departure = new Departure(host, await HostIdentity.OpenAsync(host, cancellation).ConfigureAwait(false), options, _watch);
        var status = await StatusAsync(id, cancellation).ConfigureAwait(false);
        if (status.Ownership.Owner != Owner.Here)
            throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} is on its way ({status.Ownership.Owner}, {status.Ownership.Peer}); RecoverMigrationsAsync settles a move that was broken off");
        var running = status.Phase is ContainerPhase.Running or ContainerPhase.Paused;
        if (running && options.Strategy == MigrationStrategy.Cold)
            throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} runs; stop it before moving it cold");
        // Only Auto needs the target's word for its choice; else it says it to the offer.
        // What was chosen for an attempt whose link broke is chosen: the target may still be cleaning up after it.
        var wanted = options with { Strategy = _chosen ?? options.Strategy };
        var survey = await new Surveyor(host, departure, wanted).LookAsync(id, status, running && wanted.Strategy == MigrationStrategy.Auto ? target : null, cancellation).ConfigureAwait(false);
        var choice = survey.Choose(wanted);
        if (choice.Strategy is not { } strategy)
            throw new MigrationException(MigrationFailure.Refused, id.Value, $"container {id} can't move: {string.Join("; ", choice.Reasons)}: {survey.Findings.FirstOrDefault(finding => finding.Severity == MigrationSeverity.Blocker)}", survey.Findings);
        // What may follow later must be said beforehand: the target keeps other books for it.
        if (strategy == MigrationStrategy.Live && options.WhenStuck == NonConvergence.PostCopy) strategy = MigrationStrategy.Hybrid;
        if (running) _chosen = strategy;
        var plan = new MovePlan(strategy, choice.Reasons, Estimator.Of(strategy, survey.Facts));
        var migrationId = Guid.NewGuid();
        var end = new ContainerSourceEnd(host, id, strategy, options, migrationId, target.ToString()) { Asked = survey.Offer };
        return await departure.MoveAsync(id, migrationId, status.Ownership.Epoch, end, plan, target, progress, cancellation).ConfigureAwait(false);
    }

    public async Task<MigrationAnalysis> AnalyzeAsync(ContainerId id, MigrationTarget target, CancellationToken cancellation)
    {
        CheckpointPowers.Check(id);
        var departure = new Departure(host, await HostIdentity.OpenAsync(host, cancellation).ConfigureAwait(false), options, _watch);
        var survey = await new Surveyor(host, departure, options).LookAsync(id, await StatusAsync(id, cancellation).ConfigureAwait(false), target, cancellation).ConfigureAwait(false);
        var choice = survey.Choose(options);
        return new MigrationAnalysis(survey.Findings, survey.Facts.BaseBytes, survey.Facts.FileBytes, survey.Facts.MemoryBytes)
        {
            Strategy = choice.Strategy, Reasons = choice.Reasons, Estimate = choice.Strategy is { } strategy ? Estimator.Of(strategy, survey.Facts) : null,
        };
    }

    public async Task<IReadOnlyList<PendingMigration>> RecoverAsync(CancellationToken cancellation)
    {
        var journals = MoveJournal.DirectoryOf(host);
        foreach (var path in JournalFiles.Of(journals, MigrationRole.Source))
        {
            cancellation.ThrowIfCancellationRequested();
            if (MoveJournal.TryOpen(path) is not { } journal) continue;
            var record = journal.Record;
            var end = new ContainerSourceEnd(host, record.Container, record.Strategy, options, record.MigrationId, record.PeerName);
            await new Departure(host, await HostIdentity.OpenAsync(host, cancellation).ConfigureAwait(false), options, _watch).RecoverAsync(journal, end).ConfigureAwait(false);
        }
        foreach (var path in JournalFiles.Of(journals, MigrationRole.Target))
        {
            cancellation.ThrowIfCancellationRequested();
            if (MoveJournal.TryOpen(path) is not { } journal) continue;
            var move = new TargetMove(new ContainerTargetEnds(host).Open(journal.Record), journal, options.AnswerTimeout, _watch, host.Options.TimeProvider);
            await using var closing = move.ConfigureAwait(false);
            move.Recover();
            await move.LeaveAsync().ConfigureAwait(false);
        }
        return List(host);
    }

    public async Task DecideAsync(Guid migrationId, MigrationVerdict verdict, CancellationToken cancellation)
    {
        var path = JournalFiles.Of(MoveJournal.DirectoryOf(host), MigrationRole.Source).FirstOrDefault(path => Path.GetFileName(path).StartsWith($"{migrationId:N}.", StringComparison.Ordinal));
        if (path is null || MoveJournal.Peek(path) is not var (record, step)) throw new ContainmentException(FailureReason.NotFound, $"{migrationId:N}", $"no container leaves this host in a move {migrationId:N} that is open");
        if (step != JournalStep.Committing) throw new ContainmentException(FailureReason.WrongState, record.Container, $"the move {migrationId:N} of {record.Container} is not in doubt ({step}); RecoverMigrationsAsync settles it");
        var identity = await HostIdentity.OpenAsync(host, cancellation).ConfigureAwait(false);
        if (MoveJournal.TryOpen(path) is not { } journal) throw new ContainmentException(FailureReason.WrongState, record.Container, $"another process settles the move {migrationId:N} of {record.Container} at this moment; wait until it gives up");
        if (journal.Step != JournalStep.Committing)
        {
            await journal.DisposeAsync().ConfigureAwait(false);
            throw new ContainmentException(FailureReason.WrongState, record.Container, $"the move {migrationId:N} of {record.Container} is not in doubt any more ({journal.Step})");
        }
        var end = new ContainerSourceEnd(host, record.Container, record.Strategy, options, record.MigrationId, record.PeerName);
        await new Departure(host, identity, options, _watch).DecideAsync(journal, end, verdict).ConfigureAwait(false);
    }

    public static IReadOnlyList<PendingMigration> List(ContainerHost host)
    {
        var pending = new List<PendingMigration>();
        foreach (var path in (IEnumerable<string>)[.. JournalFiles.Of(MoveJournal.DirectoryOf(host), MigrationRole.Source), .. JournalFiles.Of(MoveJournal.DirectoryOf(host), MigrationRole.Target)])
            if (MoveJournal.Peek(path) is var (record, step))
                pending.Add(new PendingMigration(record.MigrationId, record.Container, record.Role, step.ToString(), record.PeerName, step == JournalStep.Committing));
        return pending;
    }

    private Task<ContainerStatus> StatusAsync(ContainerId id, CancellationToken cancellation) => new StatusReader(host.Containers()).ReadAsync(id, cancellation);
}
