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
    /// <param name="options">How, by the file system's own words.</param>
    /// <returns>Its root directory, open.</returns>
    /// <exception cref="KernelRefusal">The kernel refuses it: the file system is damaged, or not of this kernel.</exception>
    public Descriptor Mount(params (string Name, string? Value)[] options)
    {
        // What fsmount(2) returns is only a place (O_PATH), and nothing that can be told to grow or to stand still.
        using var mount = DetachedMount.Make(Type, [("source", Device.Path), .. options]);
        return At.Open(mount, ".", OpenFlags.Directory);
    }

    /// <summary>Mounts it, to be put somewhere.</summary>
    /// <param name="trims">Whether the host gets the room back of what is deleted; holds if this mounts it first.</param>
    /// <param name="attributes">MOUNT_ATTR_… of the mount.</param>
    /// <exception cref="KernelRefusal">As above.</exception>
    public Descriptor MountToAttach(bool trims = false, long attributes = 0) => DetachedMount.Make(Type, trims ? [("source", Device.Path), ("discard", null)] : [("source", Device.Path)], attributes);

    public void Dispose() => Device.Dispose();
}
