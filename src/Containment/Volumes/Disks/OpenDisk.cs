using Containment.Linux.Descriptors;
using Containment.Linux.Devices;
using Containment.Linux.Mounts;

namespace Containment.Volumes.Disks;

/// <summary>A file system in a file that has its device. All who mount that share one file system.</summary>
internal sealed class OpenDisk(LoopDevice device, string type) : IDisposable
{
    public LoopDevice Device { get; } = device;

    /// <summary>The file system's type, as mount(2) calls it.</summary>
    public string Type { get; } = type;

    /// <summary>Mounts it where nobody sees it, for as long as the result is open.</summary>
    /// <exception cref="KernelRefusal">The kernel refuses it: the file system is damaged, or not of this kernel.</exception>
    /// <returns>Its root directory, open.</returns>
    public Descriptor Mount(params (string Name, string? Value)[] options)
    {
        using var mount = DetachedMount.Make(Type, [("source", Device.Path), .. options]);
        return At.Open(mount, ".", OpenFlags.Directory);
    }

    public void Dispose() => Device.Dispose();
}
