using Containment.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Tests.Images;

namespace Containment.Kernel.Tests.Images;

[Needs(Need.Root)]
internal sealed class FullDiskTests
{
    [Test]
    public async Task A_disk_that_fills_up_is_named_and_left_as_it_was_and_room_makes_it_work()
    {
        using var disk = new SmallDisk();
        using var archives = new Importer();
        var large = archives.Write(new TarBuilder().File("small", "x").File("large", new string('x', 4 << 20)).Build(), "large.tar");
        var small = archives.Write(new TarBuilder().File("small", "x").Build(), "small.tar");
        var store = new ImageStore(ContainerHost.Open(new() { StateDirectory = disk.Path, RuntimeDirectory = Path.Combine(archives.State, "run") }));
        var refusal = await Assert.ThrowsAsync<KernelException>(() => store.ResolveAsync(new RootSource.Tarball(large), null, CancellationToken.None));
        Assert.That((refusal!.Call, refusal.ErrorName), Is.EqualTo(("pwrite", "ENOSPC")));
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(disk.Path, "images/sha256")), Is.Empty);
        Assert.That(File.Exists(Path.Combine((await store.ResolveAsync(new RootSource.Tarball(small), null, CancellationToken.None)).Layers[0], "small")), Is.True);
    }
}
