using Containment.Volumes.Disks;

namespace Containment.Volumes;

/// <summary>A volume ready to be mounted by a launch, for as long as it is not disposed.</summary>
/// <param name="Mount">Where the container sees it.</param>
/// <param name="Source">The device of its file system, or the directory that it is.</param>
/// <param name="Type">The type of its file system; null where it is a directory.</param>
internal sealed record OpenVolume(VolumeMount Mount, string Source, string? Type) : IDisposable
{
    private readonly OpenDisk? _disk;

    /// <summary>How its file system is mounted.</summary>
    public IReadOnlyList<(string Name, string? Value)> Options { get; init; } = [];

    public OpenVolume(VolumeMount mount, OpenDisk disk) : this(mount, disk.Device.Path, disk.Type) => _disk = disk;

    public void Dispose() => _disk?.Dispose();
}
