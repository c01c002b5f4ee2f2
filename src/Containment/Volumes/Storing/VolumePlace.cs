using Containment.Linux.Descriptors;
using Containment.Volumes.Disks;

namespace Containment.Volumes.Storing;

/// <summary>Where the things of one volume are.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Directory">Its directory.</param>
internal readonly record struct VolumePlace(string Name, string Directory)
{
    public string Record => Path.Combine(Directory, VolumeStore.RecordFile);

    /// <summary>The file with its file system.</summary>
    public string Disk => Path.Combine(Directory, $"{Name}.disk");

    /// <summary>The directory that it is, where it has no file.</summary>
    public string Data => Path.Combine(Directory, "data");

    /// <summary>What it consists of: its file, or its directory.</summary>
    public string ContentOf(VolumeKind kind) => kind == VolumeKind.Directory ? Data : Disk;

    public string Snapshots => Path.Combine(Directory, "snapshots");

    /// <summary>There while its file system is held still; so that whoever comes after a crash lets it go.</summary>
    public string Held => Path.Combine(Directory, VolumeStore.HeldNote);

    public string SnapshotOf(string name) => Path.Combine(Snapshots, name);

    public DiskImage Image(VolumeKind kind) => new(Disk, kind);

    public long? Allocated
    {
        get
        {
            using var file = LibC.open(Disk, OpenFlags.Path | OpenFlags.NoFollow | OpenFlags.CloseOnExec, 0) is var number and >= 0 ? new Descriptor(number) : null;
            return file is null ? null : (long)FileStatus.Of(file).Blocks * 512;
        }
    }
}
