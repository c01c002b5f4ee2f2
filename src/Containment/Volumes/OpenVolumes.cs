using Containment.Volumes.Storing;

namespace Containment.Volumes;

/// <summary>All volumes of a container, ready to be mounted: held until the launch has them.</summary>
internal sealed class OpenVolumes : IDisposable
{
    private readonly List<OpenVolume> _all = [];

    private OpenVolumes()
    {
    }

    public IReadOnlyList<OpenVolume> All => _all;

    /// <exception cref="ContainmentException">NotFound: there is no such volume any more; Unsupported: files can't be mounted here.</exception>
    public static async Task<OpenVolumes> OfAsync(VolumeStore store, IEnumerable<VolumeMount> mounts, CancellationToken cancellation)
    {
        var opened = new OpenVolumes();
        try
        {
            foreach (var mount in mounts) opened._all.Add(await OpenAsync(store, mount, cancellation).ConfigureAwait(false));
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    // Under its lock: else it could be exchanged for what it was while this opens what it is.
    private static async Task<OpenVolume> OpenAsync(VolumeStore store, VolumeMount mount, CancellationToken cancellation)
    {
        using var held = await store.LockAsync(mount.Volume, cancellation).ConfigureAwait(false);
        var (place, kind) = (held.Place, held.Record.Kind);
        return kind == VolumeKind.Directory ? new(mount, place.Data, null) : new(mount, place.Image(kind).Open()) { Options = Options(held.Record) };
    }

    // What it frees by itself it would give back to the host's disk, which others could fill.
    private static IReadOnlyList<(string Name, string? Value)> Options(VolumeRecord record) => record is { Kind: VolumeKind.Btrfs, Thin: false } ? [("nodiscard", null)] : [];

    public void Dispose()
    {
        foreach (var volume in _all) volume.Dispose();
    }
}
