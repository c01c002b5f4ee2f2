using Containment.Volumes.Storing;

namespace Containment.Volumes.Making;

/// <summary>Makes volumes larger; a directory, of which only its limit is changed, also smaller.</summary>
internal static class VolumeGrowth
{
    public static async Task RunAsync(LockedVolume held, long size, CancellationToken cancellation)
    {
        var (place, record) = (held.Place, held.Record);
        if (record.Kind == VolumeKind.Directory)
        {
            if (record.Size is null) throw new ContainmentException(FailureReason.Unsupported, place.Name, $"volume {place.Name} is a directory without a size; make one that has");
            DirectoryVolume.Limit(place.Data, size);
            held.Write(record with { Size = size });
            return;
        }
        if (size < record.Size) throw new InvalidSpecException("size", size, $"{record.Size} or more: a file system in use can't be made smaller; make a smaller volume and copy");
        if (size == record.Size) return;
        await place.Image(record.Kind).GrowAsync(size, record.Thin, cancellation).ConfigureAwait(false);
        held.Write(record with { Size = size });
    }
}
