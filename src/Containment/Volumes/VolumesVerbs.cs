using Containment.Volumes.Making;
using Containment.Volumes.Storing;

namespace Containment;

/// <summary>What a host does with volumes. To give them to containers: <c>ContainerSpec.Volumes</c> and <c>Container.AttachVolumeAsync</c>.</summary>
public static class VolumesVerbs
{
    extension(ContainerHost host)
    {
        /// <summary>Makes a volume. Nothing is left of a making that fails.</summary>
        /// <param name="name">Its name: 1 to 63 of a-z 0-9 - _ . and a letter or digit first.</param>
        /// <param name="options">How.</param>
        /// <param name="cancellationToken">Gives up.</param>
        /// <exception cref="ContainmentException">AlreadyExists; ToolMissing or ToolFailed: its mkfs; Exhausted: the disk is full; Unsupported: this machine can't have it; NotFound: the snapshot that it is to be made of.</exception>
        public Task<Volume> CreateVolumeAsync(string name, VolumeOptions options, CancellationToken cancellationToken = default) =>
            new VolumeMaking(host.Volumes()).RunAsync(name, options, cancellationToken);

        /// <summary>All volumes of this host, by name. One whose record is damaged is left out.</summary>
        public IReadOnlyList<Volume> ListVolumes() => host.Volumes().List();

        /// <exception cref="ContainmentException">NotFound; Corrupt.</exception>
        public Volume GetVolume(string name) => host.Volumes().Get(name);

        /// <summary>Makes a volume larger, while containers have it; a directory also smaller, down to what is in it. What is interrupted is done again by the same call.</summary>
        /// <param name="name">Which.</param>
        /// <param name="size">Its size from now on, in bytes.</param>
        /// <param name="cancellationToken">Gives up, until its file system begins to grow.</param>
        /// <exception cref="InvalidSpecException">It is larger already.</exception>
        /// <exception cref="ContainmentException">Unsupported: a directory that has no size; or an ext4 that a running container has, where this process lacks CAP_SYS_RESOURCE.</exception>
        public async Task GrowVolumeAsync(string name, long size, CancellationToken cancellationToken = default)
        {
            using var held = await host.Volumes().LockAsync(name, cancellationToken).ConfigureAwait(false);
            await VolumeGrowth.RunAsync(held, size, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>
        /// Keeps what a volume is now. All that was written is in it; whoever writes waits meanwhile: a moment where the host's file system can share content
        /// (btrfs, XFS), else as long as copying takes.
        /// </summary>
        /// <exception cref="ContainmentException">AlreadyExists; Exhausted: the disk is full; Unsupported: a directory that is not on btrfs. Nothing is left then.</exception>
        public async Task<VolumeSnapshot> SnapshotVolumeAsync(string name, string snapshot, CancellationToken cancellationToken = default)
        {
            using var held = await host.Volumes().LockAsync(name, cancellationToken).ConfigureAwait(false);
            return await Task.Run(() => VolumeShelf.Take(held, snapshot, host.Options.TimeProvider.GetUtcNow(), cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Forgets a snapshot of a volume.</summary>
        public async Task DeleteVolumeSnapshotAsync(string name, string snapshot, CancellationToken cancellationToken = default)
        {
            using var held = await host.Volumes().LockAsync(name, cancellationToken).ConfigureAwait(false);
            await Task.Run(() => VolumeShelf.Remove(held, snapshot), cancellationToken).ConfigureAwait(false);
        }

        internal VolumeStore Volumes() => host.Part(opened => new VolumeStore(opened));
    }
}
