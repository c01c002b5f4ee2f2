using Containment.Containers;
using Containment.Migration;
using Containment.Migration.Driving;
using Containment.Migration.Ends;

namespace Containment;

/// <summary>What Migration adds to a host and to a container.</summary>
public static class MigrationVerbs
{
    extension(ContainerHost host)
    {
        /// <summary>Moves a container to another host. It runs on exactly one of the two at every moment, whatever breaks.</summary>
        /// <param name="id">The container.</param>
        /// <param name="target">Where to.</param>
        /// <param name="options">How; null is the defaults.</param>
        /// <param name="progress">Told at every phase and round.</param>
        /// <param name="cancellationToken">Before the commit: rolls back, the container goes on here. After it: without effect.</param>
        /// <exception cref="MigrationException">It failed; the container goes on here, unless the failure is <see cref="MigrationFailure.InDoubt"/>.</exception>
        public Task<MigrationReport> MigrateAsync(ContainerId id, MigrationTarget target, MigrateOptions? options = null, IProgress<MigrationProgress>? progress = null, CancellationToken cancellationToken = default) =>
            new Moving(host, options ?? new()).MoveAsync(id, target, progress, cancellationToken);

        /// <summary>Asks both sides what stands in the way of a move, and changes nothing.</summary>
        /// <exception cref="MigrationException">The target can't be asked.</exception>
        public Task<MigrationAnalysis> AnalyzeMigrationAsync(ContainerId id, MigrationTarget target, MigrateOptions? options = null, CancellationToken cancellationToken = default) =>
            new Moving(host, options ?? new()).AnalyzeAsync(id, target, cancellationToken);

        /// <summary>Receives containers from trusted hosts. Settles first what an earlier process left half done.</summary>
        /// <exception cref="ContainmentException">This host has no identity (<c>containment host init</c> makes one) or the address is taken.</exception>
        public Task<MigrationListener> ListenAsync(MigrationListenerOptions? options = null, CancellationToken cancellationToken = default) =>
            MigrationListener.StartAsync(host, new ContainerTargetEnds(host), options ?? new(), NoWatch.Instance, cancellationToken);

        /// <summary>Joins hosts that can't reach each other: <see cref="MigrationRelay"/>.</summary>
        /// <exception cref="ContainmentException">This host has no identity (<c>containment host init</c> makes one) or the address is taken.</exception>
        public Task<MigrationRelay> RelayAsync(MigrationRelayOptions? options = null, CancellationToken cancellationToken = default) =>
            MigrationRelay.StartAsync(host, options ?? new(), cancellationToken);

        /// <summary>
        /// Settles moves that an earlier process left half done: rolls back what was not committed, asks the target about what was.
        /// Moves that a living process drives are left alone. Safe to call at any time.
        /// </summary>
        /// <returns>Those that are still open, because their other host can't be asked.</returns>
        public Task<IReadOnlyList<PendingMigration>> RecoverMigrationsAsync(MigrateOptions? options = null, CancellationToken cancellationToken = default) =>
            new Moving(host, options ?? new()).RecoverAsync(cancellationToken);

        /// <summary>
        /// Decides a move in doubt (<see cref="PendingMigration.InDoubt"/>) in the place of the two hosts, at its source. A wrong word makes two
        /// copies, or none: say <see cref="MigrationVerdict.RunsHere"/> only when the other machine is off and stays off until it can reach
        /// this one, and <see cref="MigrationVerdict.RunsThere"/> only when the container was seen running there.
        /// </summary>
        /// <param name="migrationId">The move.</param>
        /// <param name="verdict">Who has it.</param>
        /// <param name="cancellationToken">Gives up before it is written down.</param>
        /// <exception cref="ContainmentException">There is no such move, it is not in doubt, or another process settles it.</exception>
        public Task DecideMigrationAsync(Guid migrationId, MigrationVerdict verdict, CancellationToken cancellationToken = default) =>
            Enum.IsDefined(verdict) ? new Moving(host, new() { SettleTimeout = TimeSpan.FromSeconds(2) }).DecideAsync(migrationId, verdict, cancellationToken) : throw new InvalidSpecException("verdict", verdict, "RunsHere or RunsThere");

        /// <summary>The moves that are not closed, those under way included.</summary>
        public Task<IReadOnlyList<PendingMigration>> ListMigrationsAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult(Moving.List(host));
    }

    extension(Container container)
    {
        /// <summary>Moves it to another host. It runs on exactly one of the two at every moment, whatever breaks.</summary>
        /// <param name="target">Where to.</param>
        /// <param name="options">How; null is the defaults.</param>
        /// <param name="progress">Told at every phase and round.</param>
        /// <param name="cancellationToken">Before the commit: rolls back, the container goes on here. After it: without effect.</param>
        /// <exception cref="MigrationException">It failed; the container goes on here, unless the failure is <see cref="MigrationFailure.InDoubt"/>.</exception>
        public Task<MigrationReport> MigrateAsync(MigrationTarget target, MigrateOptions? options = null, IProgress<MigrationProgress>? progress = null, CancellationToken cancellationToken = default) =>
            container.Host.MigrateAsync(container.Id, target, options, progress, cancellationToken);

        /// <summary>Asks both sides what stands in the way of a move, and changes nothing.</summary>
        /// <exception cref="MigrationException">The target can't be asked.</exception>
        public Task<MigrationAnalysis> AnalyzeMigrationAsync(MigrationTarget target, MigrateOptions? options = null, CancellationToken cancellationToken = default) =>
            container.Host.AnalyzeMigrationAsync(container.Id, target, options, cancellationToken);
    }
}
