using Containment.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Tests.Images;
using Tmds.Linux;

namespace Containment.Kernel.Tests.Images;

[Needs(Need.Root)]
internal sealed unsafe class FullDiskTests
{
    private string _disk = "";

    [SetUp]
    public void Mount()
    {
        _disk = Directory.CreateTempSubdirectory("ct").FullName;
        fixed (byte* type = "tmpfs\0"u8, target = Bytes(_disk), data = "size=1m\0"u8)
            if (LibC.mount(type, target, type, 0, data) != 0) throw new IOException($"mount tmpfs: errno {LibC.errno}");
    }

    [TearDown]
    public void Unmount()
    {
        fixed (byte* target = Bytes(_disk)) LibC.umount2(target, 0);
        Directory.Delete(_disk);
    }

    [Test]
    public Task A_disk_that_fills_up_is_named_and_left_as_it_was_and_room_makes_it_work() => FillAsync(_disk);

    private static async Task FillAsync(string disk)
    {
        using var archives = new Importer();
        var large = archives.Write(new TarBuilder().File("small", "x").File("large", new string('x', 4 << 20)).Build(), "large.tar");
        var small = archives.Write(new TarBuilder().File("small", "x").Build(), "small.tar");
        var store = new ImageStore(ContainerHost.Open(new() { StateDirectory = disk, RuntimeDirectory = Path.Combine(archives.State, "run") }));
        var refusal = await Assert.ThrowsAsync<KernelException>(() => store.ResolveAsync(new RootSource.Tarball(large), null, CancellationToken.None));
        Assert.That((refusal!.Call, refusal.ErrorName), Is.EqualTo(("pwrite", "ENOSPC")));
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(disk, "images/sha256")), Is.Empty);
        Assert.That(File.Exists(Path.Combine((await store.ResolveAsync(new RootSource.Tarball(small), null, CancellationToken.None)).Layers[0], "small")), Is.True);
    }

    private static byte[] Bytes(string text) => [.. System.Text.Encoding.UTF8.GetBytes(text), 0];
}
