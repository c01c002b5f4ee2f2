using Containment.Containers;
using Containment.Containers.Life;
using Containment.Histories.Going;
using Containment.Histories.Taking;

namespace Containment.Histories.Rounds;

/// <summary>Does for each container what its schedule asks for now.</summary>
internal sealed class ScheduleRounds(ContainerRegistry registry)
{
    public async Task<IReadOnlyList<SnapshotRound>> RunAsync(CancellationToken cancellationToken)
    {
        await registry.ReadyAsync(cancellationToken).ConfigureAwait(false);
        List<SnapshotRound> rounds = [];
        foreach (var id in await registry.Store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (await RunAsync(id, cancellationToken).ConfigureAwait(false) is { } round) rounds.Add(round);
            }
            catch (ContainmentException failure) when (failure.Reason != FailureReason.NotFound)
            {
                rounds.Add(new(id, null, [], failure));
            }
            catch (ContainmentException)
            {
                // It was deleted meanwhile.
            }
        }
        return rounds;
    }

    private async Task<SnapshotRound?> RunAsync(ContainerId id, CancellationToken cancellationToken)
    {
        if (new ScheduleStore(registry).Read(id) is not { } schedule) return null;
        var shelf = new SnapshotShelf(registry);
        if (!schedule.IsDue(Scheduled(await shelf.ListAsync(id, cancellationToken).ConfigureAwait(false)).Select(one => (DateTimeOffset?)one.At).Max(), registry.Now)) return null;
        var status = await new StatusReader(registry).ReadAsync(id, cancellationToken).ConfigureAwait(false);
        // What is on its way to another host has its turn when it has come back.
        if (status.Ownership.Owner != Owner.Here) return null;
        var memory = schedule.Memory && status.Phase is ContainerPhase.Running or ContainerPhase.Paused;
        var taken = await new SnapshotTaking(registry).RunAsync(id, new() { Memory = memory }, scheduled: true, cancellationToken).ConfigureAwait(false);
        List<string> expired = [];
        try
        {
            foreach (var name in Expiry.Of(Scheduled(await shelf.ListAsync(id, cancellationToken).ConfigureAwait(false)), schedule.Keep))
            {
                await new SnapshotRemoval(registry).RunAsync(id, name, cancellationToken).ConfigureAwait(false);
                expired.Add(name);
            }
            return new(id, taken, expired, null);
        }
        catch (ContainmentException failure)
        {
            return new(id, taken, expired, failure);
        }
    }

    private static IEnumerable<(string Name, DateTimeOffset At)> Scheduled(IReadOnlyList<Snapshot> all) => all.Where(one => one.IsScheduled).Select(one => (one.Name, one.TakenAt));
}
