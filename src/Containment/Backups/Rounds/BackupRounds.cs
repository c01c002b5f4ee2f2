using Containment.Backups.Restic;
using Containment.Backups.Taking;
using Containment.Containers;
using Containment.Containers.Life;

namespace Containment.Backups.Rounds;

/// <summary>Carries a plan out, one container after the other.</summary>
internal sealed class BackupRounds(ContainerHost host, BackupPlan plan)
{
    public async Task<IReadOnlyList<BackupRound>> RunAsync(CancellationToken cancellationToken)
    {
        var shelf = new BackupShelf(plan.Repository);
        var due = BackupsDue.Of(plan, (await host.ListAsync(cancellationToken).ConfigureAwait(false)).Select(container => container.Id),
            await shelf.ListAsync(null, cancellationToken).ConfigureAwait(false), Environment.MachineName, host.Containers().Now);
        List<BackupRound> rounds = [];
        foreach (var id in due)
            if (await OneAsync(id, cancellationToken).ConfigureAwait(false) is { } round) rounds.Add(round);
        if (plan.Keep is { } keep && rounds.Any(round => round.Report is not null)) await host.ForgetBackupsAsync(plan.Repository, keep, cancellationToken: cancellationToken).ConfigureAwait(false);
        return rounds;
    }

    // Null for one that is another host's.
    private async Task<BackupRound?> OneAsync(ContainerId id, CancellationToken cancellationToken)
    {
        try
        {
            var container = await host.GetAsync(id, cancellationToken).ConfigureAwait(false);
            var status = await container.GetStatusAsync(cancellationToken).ConfigureAwait(false);
            if (status.Ownership.Owner != Owner.Here) return null;
            var runs = status.Phase is ContainerPhase.Running or ContainerPhase.Paused;
            return new(id, await new BackupTaking(host.Containers(), plan.Repository).SendAsync(id, new() { Memory = plan.Memory && runs, KeepCopy = plan.KeepCopy }, cancellationToken).ConfigureAwait(false), null);
        }
        catch (ContainmentException failure)
        {
            return new(id, null, failure);
        }
    }
}
