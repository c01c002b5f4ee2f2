using Containment.Snapshots;
using Tmds.Linux;

namespace Containment.Kernel.Tests.Snapshots;

/// <summary>A real overlay, mounted until it is disposed.</summary>
internal sealed unsafe class OverlayMount : IDisposable
{
    public OverlayMount(RootLayers layers)
    {
        Path = Directory.CreateTempSubdirectory("ct").FullName;
        var options = $"lowerdir={string.Join(':', layers.Lower)},upperdir={layers.Upper},workdir={layers.Work}";
        fixed (byte* type = "overlay\0"u8, target = Bytes(Path), data = Bytes(options))
            if (LibC.mount(type, target, type, 0, data) != 0) throw new IOException($"mount overlay: errno {LibC.errno}");
    }

    public string Path { get; }

    public void Dispose()
    {
        fixed (byte* target = Bytes(Path)) LibC.umount2(target, 0);
        Directory.Delete(Path);
    }

    private static byte[] Bytes(string text) => [.. System.Text.Encoding.UTF8.GetBytes(text), 0];
}
