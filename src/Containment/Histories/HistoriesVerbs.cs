using Containment.Containers;
using Containment.Containers.Life;
using Containment.Histories;
using Containment.Histories.Cloning;
using Containment.Histories.Going;
using Containment.Histories.Rounds;
using Containment.Histories.Taking;

namespace Containment;

/// <summary>What Histories adds to a container: a tree of snapshots, and clones.</summary>
public static class HistoriesVerbs
{
    extension(Container container)
    {
        /// <summary>
        /// Takes a snapshot of its files, or of files and memory. Where it does not run this takes no time however much it has written;
        /// where it runs, its own files are copied (shared where the file system can), and it stands still only for what changed meanwhile.
        /// </summary>
        /// <exception cref="ContainmentException">
        /// <see cref="FailureReason.AlreadyExists"/>: there is one of that name; <see cref="FailureReason.WrongState"/>: memory is wanted and it does not run, or it is
        /// on its way to another host; <see cref="FailureReason.Exhausted"/>: the disk is full. The container is as before, and goes on if it ran.
        /// </exception>
        public Task<Snapshot> SnapshotAsync(SnapshotOptions? options = null, CancellationToken cancellationToken = default) =>
            new SnapshotTaking(container.Host.Containers()).RunAsync(container.Id, options ?? new(), scheduled: false, cancellationToken);

        /// <summary>Its snapshots, oldest first.</summary>
        public Task<IReadOnlyList<Snapshot>> ListSnapshotsAsync(CancellationToken cancellationToken = default) =>
            new SnapshotShelf(container.Host.Containers()).ListAsync(container.Id, cancellationToken);

        /// <summary>
        /// Makes it what it was at a snapshot: its files, and where the snapshot has memory its processes, which go on from there. It must not
        /// run. What it wrote since its last snapshot is given up; all snapshots stay.
        /// </summary>
        /// <exception cref="ContainmentException">
        /// <see cref="FailureReason.NotFound"/>; <see cref="FailureReason.WrongState"/>: it runs; <see cref="FailureReason.Corrupt"/>: the snapshot is damaged, seen before
        /// anything is changed; or CRIU failed. The container is as before.
        /// </exception>
        public Task RollBackAsync(string name, CancellationToken cancellationToken = default) =>
            new RollingBack(container.Host.Containers()).RunAsync(container.Id, name, cancellationToken);

        /// <summary>Removes a snapshot. Its children become its parent's, and layers that only it kept apart are made one; those below a container that runs wait until it does not.</summary>
        /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/>.</exception>
        public Task DeleteSnapshotAsync(string name, CancellationToken cancellationToken = default) =>
            new SnapshotRemoval(container.Host.Containers()).RunAsync(container.Id, name, cancellationToken);

        /// <summary>
        /// Compares a snapshot with what it was when it was taken: its layers as a roll back does, and all of its memory, which clones and roll backs do not read again as long as nobody wrote to
        /// it since it was compared last.
        /// </summary>
        /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/>; <see cref="FailureReason.Corrupt"/>, and what is damaged.</exception>
        public Task VerifySnapshotAsync(string name, CancellationToken cancellationToken = default) =>
            new SnapshotVerification(container.Host.Containers()).RunAsync(container.Id, name, cancellationToken);

        /// <summary>What differs between two snapshots, or between one and now, in the order of paths. Contents are compared.</summary>
        /// <param name="from">The first snapshot.</param>
        /// <param name="to">The second one; null: the container's files as they are now.</param>
        /// <param name="cancellationToken">Gives up.</param>
        /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/>.</exception>
        public Task<IReadOnlyList<SnapshotDifference>> DiffSnapshotsAsync(string from, string? to = null, CancellationToken cancellationToken = default) =>
            new SnapshotShelf(container.Host.Containers()).DiffAsync(container.Id, from, to, cancellationToken);

        /// <summary>
        /// Makes containers that begin where it is, or was at a snapshot, each with its own name, host name, machine-id, and the next free addresses. They
        /// share what it had written and depend on it no further: it may be deleted. Of a snapshot with memory they go on from there, with TCP connections closed; else they
        /// are made and not started. All are made, or none.
        /// </summary>
        /// <param name="ids">The clones' names.</param>
        /// <param name="options">From what, and how.</param>
        /// <param name="cancellationToken">Gives up; no clone is left.</param>
        /// <exception cref="InvalidSpecException">A name comes twice, or the options can't be had together.</exception>
        /// <exception cref="ContainmentException">
        /// <see cref="FailureReason.AlreadyExists"/>: a name is taken; <see cref="FailureReason.WrongState"/>: it runs and no snapshot is named; <see cref="FailureReason.NotFound"/>;
        /// <see cref="FailureReason.Corrupt"/>: the snapshot is damaged; <see cref="FailureReason.ToolFailed"/>: CRIU, or the process that re-seeds, failed.
        /// </exception>
        public Task<IReadOnlyList<Container>> CloneAsync(IReadOnlyList<ContainerId> ids, CloneOptions? options = null, CancellationToken cancellationToken = default) =>
            new Cloner(container.Host.Containers()).RunAsync(container.Spec, ids, options ?? new(), cancellationToken);

        /// <summary>Has snapshots of it taken and let expire by themselves (by the hosted service of Containment.Hosting); null ends that, and its snapshots stay.</summary>
        public Task SetSnapshotScheduleAsync(SnapshotSchedule? schedule, CancellationToken cancellationToken = default) =>
            new ScheduleStore(container.Host.Containers()).WriteAsync(container.Id, schedule, cancellationToken);

        /// <summary>The schedule by which its snapshots are taken; null: none.</summary>
        /// <exception cref="ContainmentException"><see cref="FailureReason.Corrupt"/>: its file is damaged.</exception>
        public Task<SnapshotSchedule?> GetSnapshotScheduleAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult(new ScheduleStore(container.Host.Containers()).Read(container.Id));
    }

    extension(ContainerHost host)
    {
        /// <summary>Takes the snapshots that are due by the schedules of containers, and deletes those that have expired. For who has no hosted service: call it each minute.</summary>
        /// <returns>What was done; containers for which nothing is due are left out, and what fails for one keeps no other from it.</returns>
        public Task<IReadOnlyList<SnapshotRound>> RunSnapshotSchedulesAsync(CancellationToken cancellationToken = default) =>
            new ScheduleRounds(host.Containers()).RunAsync(cancellationToken);
    }
}
