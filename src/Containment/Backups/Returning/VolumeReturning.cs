using Containment.Backups.Taking;
using Containment.Checkpoints.Storing;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Volumes.Storing;

namespace Containment.Backups.Returning;

/// <summary>Makes the volumes that are in a backup, and takes them away again where the container does not come to be.</summary>
internal sealed class VolumeReturning(ContainerRegistry registry)
{
    private readonly List<string> _made = [];

    /// <param name="place">Where the backup's files are.</param>
    /// <param name="spec">The container, with the volumes that it had.</param>
    /// <param name="note">The backup.</param>
    /// <param name="options">How they are called.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The container with the volumes that it has here.</returns>
    public async Task<ContainerSpec> RunAsync(string place, ContainerSpec spec, BackupNote note, RestoreBackupOptions options, CancellationToken cancellationToken)
    {
        Dictionary<string, string> names = [];
        foreach (var volume in note.Volumes.Where(volume => spec.Volumes.Any(mount => mount.Volume == volume.Name)))
            names[volume.Name] = await MakeAsync(Path.Combine(place, BackupStage.Volumes, volume.Name), NameOf(volume.Name, spec.Id, options), volume, cancellationToken).ConfigureAwait(false);
        return spec with { Volumes = [.. spec.Volumes.Select(mount => names.TryGetValue(mount.Volume, out var name) ? mount with { Volume = name } : mount)] };
    }

    public async Task WithdrawAsync(ContainerId id)
    {
        foreach (var name in _made)
        {
            try
            {
                await registry.Host.DeleteVolumeAsync(name, CancellationToken.None).ConfigureAwait(false);
            }
            catch (ContainmentException failure)
            {
                RecoveryLog.Left(registry.Host.Logger<VolumeReturning>(), id, failure);
            }
        }
    }

    /// <exception cref="ContainmentException">Corrupt.</exception>
    public static void Verify(string place, BackupNote note, CancellationToken cancellationToken)
    {
        foreach (var volume in note.Volumes)
        {
            var files = Path.Combine(place, BackupStage.Volumes, VolumeName.Checked(volume.Name));
            if (!Directory.Exists(files) || LayerDigest.Of(files, contents: false, cancellationToken).Digest != volume.Seal)
                throw new ContainmentException(FailureReason.Corrupt, volume.Name, $"what came back of volume {volume.Name} is not what was sent away");
        }
    }

    private string NameOf(string name, ContainerId id, RestoreBackupOptions options) =>
        options.VolumeName?.Invoke(name) ?? (registry.Volumes.Exists(name) ? $"{id}-{name}" : name);

    private async Task<string> MakeAsync(string files, string name, VolumeNote volume, CancellationToken cancellationToken)
    {
        await registry.Host.CreateVolumeAsync(name, new() { Kind = volume.Kind, Size = volume.Size, Thin = volume.Thin }, cancellationToken).ConfigureAwait(false);
        _made.Add(name);
        using var held = await registry.Volumes.LockAsync(name, cancellationToken).ConfigureAwait(false);
        using var root = VolumeRoot.Of(held);
        await Task.Run(() => Fill(files, root.Path, cancellationToken), cancellationToken).ConfigureAwait(false);
        return name;
    }

    private static void Fill(string files, string root, CancellationToken cancellationToken)
    {
        LayerCopy.Run(files, root, cancellationToken);
        Snapshots.LayerRoot.Liken(root, files);
    }
}
