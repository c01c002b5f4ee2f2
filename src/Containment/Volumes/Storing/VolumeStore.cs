using System.Text.Json;
using Containment.Linux.Descriptors;

namespace Containment.Volumes.Storing;

/// <summary>
/// The volumes of a host, a directory for each:
/// <code>STATE/volumes/NAME/  volume.json  NAME.disk (or data/)  snapshots/SNAPSHOT  held (while it is held still for a snapshot)</code>
/// A volume is there from when its directory has its name; it is made, and removed, under another.
/// </summary>
internal sealed class VolumeStore(ContainerHost host)
{
    public const string RecordFile = "volume.json", HeldNote = "held";

    public string Home { get; } = Path.Combine(host.Options.StateDirectory, "volumes");

    /// <summary>Where volumes are that are not there yet, or not any more; no name begins so.</summary>
    public string Workshop => Path.Combine(Home, ".work");

    public ContainerHost Host { get; } = host;

    public VolumePlace Of(string name) => new(name, Path.Combine(Home, name));

    /// <summary>All, by name. One whose record is damaged is left out.</summary>
    public IReadOnlyList<Volume> List()
    {
        if (!Directory.Exists(Home)) return [];
        List<Volume> found = [];
        foreach (var name in Directory.EnumerateDirectories(Home).Select(path => Path.GetFileName(path)).Where(name => ContainerId.TryParse(name, null, out _)).Order(StringComparer.Ordinal))
        {
            try
            {
                found.Add(Describe(Of(name), Read(Of(name))));
            }
            catch (ContainmentException gone) when (gone.Reason is FailureReason.NotFound or FailureReason.Corrupt)
            {
                // Removed since, or damaged: asking for it by name says what is wrong.
            }
        }
        return found;
    }

    /// <exception cref="ContainmentException">NotFound; Corrupt.</exception>
    public Volume Get(string name) => Describe(Of(VolumeName.Checked(name)), Read(Of(name)));

    public bool Exists(string name) => File.Exists(Of(VolumeName.Checked(name)).Record);

    /// <summary>The right to change a volume, alone among all processes.</summary>
    /// <exception cref="ContainmentException">NotFound; Corrupt.</exception>
    public async Task<LockedVolume> LockAsync(string name, CancellationToken cancellation)
    {
        var place = Of(VolumeName.Checked(name));
        SharedLock held;
        try
        {
            held = await SharedLock.TakeAsync(place.Directory, alone: true, Host.Options.TimeProvider, cancellation).ConfigureAwait(false);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT)
        {
            throw NotFound(name);
        }
        try
        {
            return new(place, Read(place), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Lets file systems go that killed work held still.</summary>
    public void LetGo()
    {
        if (!Directory.Exists(Home)) return;
        foreach (var place in Directory.EnumerateDirectories(Home).Select(path => Of(Path.GetFileName(path))).Where(place => File.Exists(place.Held)))
            // Whoever is just at work on it holds it, and lets it go.
            if (SharedLock.TryTake(place.Directory, alone: true) is { } held)
                using (held) new LockedVolume(place, Read(place), held).Dispose();
    }

    public static ContainmentException NotFound(string name) => new(FailureReason.NotFound, name, $"there is no volume {name}");

    public static Volume Describe(VolumePlace place, VolumeRecord record) => new(place.Name, record.Kind, record.CreatedAt)
    {
        Size = record.Size, Thin = record.Thin, Users = record.Users, Snapshots = record.Snapshots, Allocated = record.Kind == VolumeKind.Directory ? null : place.Allocated,
    };

    private static VolumeRecord Read(VolumePlace place)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(place.Record), VolumeJson.Default.VolumeRecord) is { Version: VolumeRecord.CurrentVersion } record
                ? record : throw new ContainmentException(FailureReason.Corrupt, place.Name, $"{place.Record} is of another version");
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotFound(place.Name);
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            throw new ContainmentException(FailureReason.Corrupt, place.Name, $"{place.Record}: {Brief.Text(wrong.Message)}", null, wrong);
        }
    }
}
