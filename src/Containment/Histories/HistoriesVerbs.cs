using Containment.Containers;
using Containment.Containers.Life;
using Containment.Histories;
using Containment.Histories.Going;
using Containment.Histories.Taking;

namespace Containment;

/// <summary>What Histories adds to a container: a tree of snapshots.</summary>
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

        /// <summary>What differs between two snapshots, or between one and now, in the order of paths. Contents are compared.</summary>
        /// <param name="from">The first snapshot.</param>
        /// <param name="to">The second one; null: the container's files as they are now.</param>
        /// <param name="cancellationToken">Gives up.</param>
        /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/>.</exception>
        public Task<IReadOnlyList<SnapshotDifference>> DiffSnapshotsAsync(string from, string? to = null, CancellationToken cancellationToken = default) =>
            new SnapshotShelf(container.Host.Containers()).DiffAsync(container.Id, from, to, cancellationToken);
    }
}
