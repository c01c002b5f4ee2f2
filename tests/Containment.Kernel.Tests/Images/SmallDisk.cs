using Tmds.Linux;

namespace Containment.Kernel.Tests.Images;

/// <summary>A disk of 1 MiB, mounted until it is disposed.</summary>
internal sealed unsafe class SmallDisk : IDisposable
{
    private const int Remount = 32;

    public SmallDisk()
    {
        fixed (byte* type = "tmpfs\0"u8, target = Bytes(Path), data = "size=1m\0"u8)
            if (LibC.mount(type, target, type, 0, data) != 0) throw new IOException($"mount tmpfs: errno {LibC.errno}");
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("ct").FullName;

    /// <summary>From now on there are 64 MiB.</summary>
    public void Grow()
    {
        fixed (byte* type = "tmpfs\0"u8, target = Bytes(Path), data = "size=64m\0"u8)
            if (LibC.mount(type, target, type, Remount, data) != 0) throw new IOException($"remount tmpfs: errno {LibC.errno}");
    }

    public void Dispose()
    {
        fixed (byte* target = Bytes(Path)) LibC.umount2(target, 0);
        Directory.Delete(Path);
    }

    private static byte[] Bytes(string text) => [.. System.Text.Encoding.UTF8.GetBytes(text), 0];
}
