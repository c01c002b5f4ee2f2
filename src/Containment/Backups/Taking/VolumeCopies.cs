using Containment.Checkpoints.Storing;
using Containment.Containers.Life;
using Containment.Histories.Taking;
using Containment.Linux.Descriptors;
using Containment.Volumes.Storing;

namespace Containment.Backups.Taking;

/// <summary>
/// The volumes that a container writes to, to be copied into its backup as trees of files. One that it only reads is somebody else's: the backup knows
/// its name alone. Held until it is disposed.
/// </summary>
internal sealed class VolumeCopies(BackupStage stage) : IDisposable
{
    private readonly List<(VolumeMount Mount, Volume Volume, VolumeRoot Root)> _all = [];

    public static async Task<VolumeCopies> OpenAsync(ContainerRegistry registry, HeldContainer container, BackupStage stage, CancellationToken cancellationToken)
    {
        var opened = new VolumeCopies(stage);
        try
        {
            foreach (var mount in container.State.Volumes.Where(mount => !mount.ReadOnly))
            {
                using var held = await registry.Volumes.LockAsync(mount.Volume, cancellationToken).ConfigureAwait(false);
                opened._all.Add((mount, VolumeStore.Describe(held.Place, held.Record), VolumeRoot.Of(held)));
            }
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Begin copying each of them anew.</summary>
    public IReadOnlyList<Func<LayerCopy>> Copies => [.. _all.Select(one => (Func<LayerCopy>)(() => Begin(one.Mount.Volume, one.Root)))];

    /// <summary>What the copies are, when they are made.</summary>
    public IReadOnlyList<VolumeNote> Describe(CancellationToken cancellationToken) =>
        [.. _all.Select(one => new VolumeNote(one.Mount.Volume, one.Volume.Kind, one.Volume.Size, one.Volume.Thin, LayerDigest.Of(stage.VolumeOf(one.Mount.Volume), contents: false, cancellationToken).Digest))];

    public void Dispose()
    {
        foreach (var (_, _, root) in _all) root.Dispose();
    }

    private LayerCopy Begin(string name, VolumeRoot root)
    {
        stage.BeginVolume(name, like: root.Path);
        return new([root.Path], [], stage.VolumeOf(name));
    }
}
