using Containment.Linux.Descriptors;
using Containment.Volumes.Disks;

namespace Containment.Volumes.Storing;

/// <summary>The root directory of a volume, as this process reads and writes it, until it is disposed.</summary>
internal sealed class VolumeRoot : IDisposable
{
    private readonly OpenDisk? _disk;
    private readonly Descriptor? _root;

    private VolumeRoot(string path) => Path = path;

    private VolumeRoot(OpenDisk disk, Descriptor root) => (_disk, _root, Path) = (disk, root, root.ProcPath);

    /// <summary>A path that is good in this process alone.</summary>
    public string Path { get; }

    /// <exception cref="ContainmentException">Unsupported: files can't be mounted here.</exception>
    public static VolumeRoot Of(LockedVolume held)
    {
        if (held.Record.Kind == VolumeKind.Directory) return new(held.Place.Data);
        var disk = held.Place.Image(held.Record.Kind).Open();
        try
        {
            return new(disk, disk.Mount());
        }
        catch (Exception failure)
        {
            disk.Dispose();
            if (failure is KernelRefusal refusal) throw new KernelException(refusal);
            throw;
        }
    }

    public void Dispose()
    {
        _root?.Dispose();
        _disk?.Dispose();
    }
}
