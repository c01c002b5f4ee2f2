using Containment.Images;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;
using Containment.Snapshots;

namespace Containment.Kernel.Tests.Snapshots;

[Needs(Need.Root)]
internal sealed class SnapshotStoreTests
{
    private static readonly ContainerId Id = "ctsnap";

    [Test]
    public void The_upper_root_has_the_mode_owner_and_time_of_the_lower_one()
    {
        using var place = new Importer();
        var (store, tree) = Store(place);
        using (var lower = At.OpenDirectory(tree.Layers[0])) new FileMetadata(0x3FF, 7, 8, 1_000_000_000, []).ApplyTo(lower, ".", FileKind.Directory);
        var upper = Importer.StatusOf(store.Prepare(Id, tree).Upper);
        Assert.That((upper.Mode, upper.Uid, upper.Gid, upper.Modified), Is.EqualTo(((ushort)0x3FF, 7u, 8u, (Int128)1_000_000_000)));
    }

    [Test]
    public void Preparing_again_keeps_what_was_written()
    {
        using var place = new Importer();
        var (store, tree) = Store(place);
        var layers = store.Prepare(Id, tree);
        File.WriteAllText(Path.Combine(layers.Upper, "f"), "mine");
        Assert.That(store.Prepare(Id, tree), Is.EqualTo(layers));
        Assert.That(File.ReadAllText(Path.Combine(layers.Upper, "f")), Is.EqualTo("mine"));
    }

    [Test]
    [Needs(Need.Overlay)]
    public void What_a_real_overlay_left_behind_is_removed()
    {
        using var place = new Importer();
        var (store, tree) = Store(place);
        var layers = store.Prepare(Id, tree);
        using (var root = new OverlayMount(layers))
        {
            File.Delete(Path.Combine(root.Path, "f"));
            Directory.CreateDirectory(Path.Combine(root.Path, "new/deep"));
        }
        Assert.That(Importer.StatusOf(Path.Combine(layers.Work, "work")).Mode, Is.Zero);
        store.Remove(Id);
        Assert.That(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(layers.Upper)!), Is.Empty);
        store.Remove(Id);
    }

    [Test]
    public void A_layer_that_can_not_be_made_is_a_kernel_error()
    {
        using var place = new Importer();
        var (store, _) = Store(place);
        var refusal = Assert.Throws<KernelException>(() => store.Prepare(Id, new RootTree(["/none"], null)));
        Assert.That((refusal!.Call, refusal.ErrorName), Is.EqualTo(("open", "ENOENT")));
    }

    private static (SnapshotStore, RootTree) Store(Importer place)
    {
        var lower = Directory.CreateDirectory(Path.Combine(place.State, "lower")).FullName;
        File.WriteAllText(Path.Combine(lower, "f"), "below");
        return (new SnapshotStore(ContainerHost.Open(new() { StateDirectory = place.State, RuntimeDirectory = Path.Combine(place.State, "run") })), new RootTree([lower], null));
    }
}
