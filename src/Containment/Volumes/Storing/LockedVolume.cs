using System.Text.Json;
using Containment.Linux.Descriptors;
using Containment.Linux.Mounts;

namespace Containment.Volumes.Storing;

/// <summary>A volume that nobody else changes while this is not disposed. What killed work left in it is put right.</summary>
internal sealed class LockedVolume : IDisposable
{
    private readonly SharedLock _held;

    public LockedVolume(VolumePlace place, VolumeRecord record, SharedLock held)
    {
        (Place, Record, _held) = (place, record, held);
        LetGo();
    }

    public VolumePlace Place { get; }
    public VolumeRecord Record { get; private set; }

    /// <summary>Writes a new record in place of the old one; whole or not at all.</summary>
    public void Write(VolumeRecord record)
    {
        try
        {
            DurableFile.Write(Place.Record, JsonSerializer.SerializeToUtf8Bytes(record, VolumeJson.Default.VolumeRecord));
        }
        catch (IOException full) when (full is not KernelRefusal)
        {
            throw new ContainmentException(FailureReason.Exhausted, Place.Name, $"volume {Place.Name} can't be written down: {full.Message}", null, full);
        }
        Record = record;
    }

    public void Dispose() => _held.Dispose();

    // Whoever held its file system still for a snapshot was killed before it could let go.
    private void LetGo()
    {
        if (!File.Exists(Place.Held)) return;
        using var disk = Place.Image(Record.Kind).Open();
        using var mount = disk.Mount();
        FileSystemPause.End(mount);
        File.Delete(Place.Held);
    }
}
