using System.Text.Json;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Migration.Ends;
using Containment.Migration.Planning;

namespace Containment.Migration.Driving;

/// <summary>Looks at both sides before a move, and changes nothing.</summary>
internal sealed class Surveyor(ContainerHost host, Departure departure, MigrateOptions options)
{
    /// <param name="id">The container.</param>
    /// <param name="status">What it does now.</param>
    /// <param name="target">Whom to ask; null: nobody, and then only this side is known.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Survey> LookAsync(ContainerId id, ContainerStatus status, MigrationTarget? target, CancellationToken cancellation)
    {
        var registry = host.Containers();
        var running = status.Phase is ContainerPhase.Running or ContainerPhase.Paused;
        var spec = await registry.Store.ReadSpecAsync(id, cancellation).ConfigureAwait(false);
        var state = await registry.Store.ReadStateAsync(id, cancellation).ConfigureAwait(false);
        List<MigrationFinding> findings = [.. StayingBehind.Of(id, spec, state)];
        if (!running) findings.Add(MigrationFindings.NotRunning(id));
        else if (options.Strategy.TakesMemory) findings.AddRange(await Inside.OfAsync(host, id, cancellation).ConfigureAwait(false));
        var facts = new EstimateFacts(0, 0, 0, null, null);
        MoveOffer? offer = null;
        if (target is not null)
        {
            offer = await OfferMaker.MakeAsync(registry, id, running ? Asked : MigrationStrategy.Cold, cancellation).ConfigureAwait(false);
            var (judgement, rate) = await departure.AskAsync(JsonSerializer.SerializeToUtf8Bytes(offer, MoveJson.Default.MoveOffer), target, cancellation).ConfigureAwait(false);
            findings.AddRange(judgement.Findings);
            facts = new(judgement.BaseNeeded ? await BaseBytes.OfAsync(host, id, cancellation).ConfigureAwait(false) : 0, offer.FileBytes, offer.MemoryBytes, rate, null);
        }
        return new([.. findings.OrderByDescending(finding => finding.Severity)], facts, running, offer);
    }

    // With Auto the target says what stands in the way of memory as well; those findings say of themselves that it is only that.
    private MigrationStrategy Asked => options.Strategy == MigrationStrategy.Auto ? Ladder.Rungs[^1] : options.Strategy;
}
