using System.Globalization;
using System.Text;
using Containment.Linux.Mounts;

namespace Containment.Linux.Devices;

/// <summary>
/// A file as a block device (loop(4)). It lets go of the file by itself when nobody has the device open or mounted any more; one file has one device,
/// whoever asks, so that all who mount it share one file system.
/// </summary>
internal sealed unsafe class LoopDevice : IDisposable
{
    private const nuint Configure = 0x4C0A, GetStatus = 0x4C05, SetCapacity = 0x4C07, GetFree = 0x4C82;
    private const uint AutoClear = 4, DirectIo = 16;
    // struct loop_config and struct loop_info64, include/uapi/linux/loop.h.
    private const int ConfigSize = 304, InfoSize = 232, InfoAt = 8, FlagsAt = InfoAt + 52, NameAt = InfoAt + 56, LongestName = 63;
    private const int Exclusive = 2, Unlock = 8;
    private readonly Descriptor _device;

    private LoopDevice(Descriptor device, string path) => (_device, Path) = (device, path);

    /// <summary>The device node.</summary>
    public string Path { get; }

    /// <summary>The device of a file, which is made when there is none. Waits while another makes one.</summary>
    /// <param name="file">An absolute path.</param>
    /// <exception cref="KernelRefusal">There are no loop devices here, or this process may not use them.</exception>
    public static LoopDevice Of(string file)
    {
        using var backing = new Descriptor((int)KernelRefusal.Check(LibC.open(file, OpenFlags.ReadWrite | OpenFlags.CloseOnExec | OpenFlags.NoFollow, 0), "open", file));
        // Two that both found none would make two, and two file systems of one file are the end of both.
        KernelRefusal.Check(LibC.flock(backing.Number, Exclusive), "flock", file);
        try
        {
            return Find(file, backing) ?? Make(file, backing);
        }
        finally
        {
            // The device keeps what was opened, and the lock with it.
            _ = LibC.flock(backing.Number, Unlock);
        }
    }

    /// <summary>The device of a file where there is one now; null where there is none.</summary>
    public static LoopDevice? Find(string file)
    {
        using var backing = new Descriptor((int)KernelRefusal.Check(LibC.open(file, OpenFlags.ReadOnly | OpenFlags.CloseOnExec | OpenFlags.NoFollow, 0), "open", file));
        return Find(file, backing);
    }

    /// <summary>Sees that the file has grown.</summary>
    public void TakeSize() => KernelRefusal.Check(FileSystemCalls.Ioctl(_device.Number, SetCapacity, null), "ioctl", $"{Path} LOOP_SET_CAPACITY");

    public void Dispose() => _device.Dispose();

    private static LoopDevice? Find(string file, Descriptor backing)
    {
        var (wanted, name) = (FileStatus.Of(backing), System.IO.Path.GetFileName(file));
        foreach (var directory in Directory.EnumerateDirectories("/sys/block", "loop*"))
        {
            // The path is that of whoever made it, which may be another's view; its last name is the same in all.
            if (!NameOf(directory).EndsWith("/" + name, StringComparison.Ordinal)) continue;
            var path = $"/dev/{System.IO.Path.GetFileName(directory)}";
            var device = new Descriptor(LibC.open(path, OpenFlags.ReadWrite | OpenFlags.CloseOnExec, 0));
            if (!device.IsInvalid && IsOf(device, wanted)) return new(device, path);
            device.Dispose();
        }
        return null;
    }

    private static string NameOf(string directory)
    {
        try
        {
            return File.ReadAllText($"{directory}/loop/backing_file").TrimEnd('\n');
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static bool IsOf(Descriptor device, FileStatus wanted)
    {
        var info = stackalloc byte[InfoSize];
        if (FileSystemCalls.Ioctl(device.Number, GetStatus, info) < 0) return false;
        var number = (wanted.Device.Minor & 0xFFUL) | (ulong)wanted.Device.Major << 8 | (wanted.Device.Minor & ~0xFFUL) << 12;
        return ((ulong*)info)[0] == number && ((ulong*)info)[1] == wanted.Inode;
    }

    private static LoopDevice Make(string file, Descriptor backing)
    {
        using var control = new Descriptor((int)KernelRefusal.Check(LibC.open("/dev/loop-control", OpenFlags.ReadWrite | OpenFlags.CloseOnExec, 0), "open", "/dev/loop-control"));
        var config = stackalloc byte[ConfigSize];
        while (true)
        {
            var number = KernelRefusal.Check(FileSystemCalls.Ioctl(control.Number, GetFree, null), "ioctl", "LOOP_CTL_GET_FREE");
            var path = string.Create(CultureInfo.InvariantCulture, $"/dev/loop{number}");
            var device = new Descriptor((int)KernelRefusal.Check(LibC.open(path, OpenFlags.ReadWrite | OpenFlags.CloseOnExec, 0), "open", path));
            new Span<byte>(config, ConfigSize).Clear();
            *(uint*)config = (uint)backing.Number;
            *(uint*)(config + FlagsAt) = AutoClear | DirectIo;
            var name = Encoding.UTF8.GetBytes(file);
            name.AsSpan(0, Math.Min(name.Length, LongestName)).CopyTo(new Span<byte>(config + NameAt, LongestName));
            if (FileSystemCalls.Ioctl(device.Number, Configure, config) == 0) return new(device, path);
            var error = Errno.Last;
            device.Dispose();
            // Somebody else has taken it since.
            if (error != Errno.EBUSY) throw new KernelRefusal("ioctl", $"{path} LOOP_CONFIGURE {file}", error);
        }
    }
}
