using System.Text.Json.Nodes;
using Containment.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Kernel.Tests.Snapshots;
using Containment.Snapshots;
using Containment.Tests.Images;

namespace Containment.Kernel.Tests.Images;

[Needs(Need.Root)]
internal sealed class OciLayoutTests
{
    private static readonly byte[] Base = new TarBuilder().Directory("./").Directory("etc").File("etc/keep", "base").File("etc/gone", "base").Directory("old").File("old/hidden").Directory("swap").File("swap/below").Build();
    private static readonly byte[] Top = new TarBuilder().Directory("etc").File("etc/.wh.gone").File("etc/new", "top").Directory("old").File("old/.wh..wh..opq").File("old/own").File(".wh.swap").Directory("swap").File("swap/above").Build();

    [Test]
    [Needs(Need.Overlay)]
    public async Task Whiteouts_and_opaque_directories_hide_what_is_below_on_a_real_overlay()
    {
        using var importer = new Importer();
        var tree = await ResolveAsync(importer, layout => layout.Image([Base, Top]));
        Directory.CreateDirectory(Path.Combine(importer.State, "upper"));
        Directory.CreateDirectory(Path.Combine(importer.State, "work"));
        using var root = new OverlayMount(new RootLayers(tree.Layers, Path.Combine(importer.State, "upper"), Path.Combine(importer.State, "work")));
        var all = Directory.EnumerateFileSystemEntries(root.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root.Path, path)).Order();
        Assert.That(all, Is.EqualTo(new[] { "etc", "etc/keep", "etc/new", "old", "old/own", "swap", "swap/above" }));
    }

    [Test]
    public async Task The_config_says_how_to_run_the_image()
    {
        using var importer = new Importer();
        var tree = await ResolveAsync(importer, layout => layout.Image([Base]));
        Assert.That(tree.Digest, Does.StartWith("sha256:"));
        Assert.That((tree.Config!.Entrypoint[0], tree.Config.Cmd[1], tree.Config.Env[0], tree.Config.WorkingDir, tree.Config.User), Is.EqualTo(("/bin/sh", "true", "A=1", "/tmp", "redis")));
    }

    [Test]
    public async Task A_layer_is_unpacked_once_for_images_that_share_it_however_it_is_compressed()
    {
        using var importer = new Importer();
        var first = await ResolveAsync(importer, layout => layout.Image([Base, Top], "a"), "a");
        var second = await ResolveAsync(importer, layout => layout.Image([Base], "b", compress: LayoutBuilder.Zstd), "b");
        Assert.That(second.Layers[^1], Is.EqualTo(first.Layers[^1]));
        Assert.That(Directory.GetDirectories(Path.Combine(importer.State, "images/sha256")), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task The_image_for_this_machine_is_taken()
    {
        using var importer = new Importer();
        var tree = await ResolveAsync(importer, layout =>
        {
            layout.Image([Top], architecture: LayoutBuilder.ThisMachine == LayoutBuilder.Arm64 ? LayoutBuilder.Amd64 : LayoutBuilder.Arm64);
            layout.Image([Base]);
        });
        Assert.That(File.Exists(Path.Combine(tree.Layers[0], "etc/gone")), Is.True);
    }

    [Test]
    public async Task An_image_for_another_machine_only_is_unsupported()
    {
        using var importer = new Importer();
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => ResolveAsync(importer, layout => layout.Image([Base], architecture: "riscv64")));
        Assert.That((refusal!.Reason, refusal.Message.Contains("riscv64", StringComparison.Ordinal)), Is.EqualTo((FailureReason.Unsupported, true)));
    }

    [Test]
    public async Task Of_several_references_one_must_be_named_and_be_there()
    {
        using var importer = new Importer();
        static void Two(LayoutBuilder layout)
        {
            layout.Image([Base], "a");
            layout.Image([Top], "b");
        }
        Assert.That((await Assert.ThrowsAsync<InvalidSpecException>(() => ResolveAsync(importer, Two)))!.Expected, Does.Contain("a, b"));
        Assert.That((await Assert.ThrowsAsync<InvalidSpecException>(() => ResolveAsync(importer, Two, "c")))!.Field, Is.EqualTo("root.reference"));
        Assert.That(File.Exists(Path.Combine((await ResolveAsync(importer, Two, "b")).Layers[0], "etc/new")), Is.True);
    }

    [Test]
    public Task A_layer_changed_in_one_byte_is_refused() => Damaged((layout, blobs) =>
    {
        var content = File.ReadAllBytes(layout.BlobPath(blobs[0]));
        content[^5] ^= 1;
        File.WriteAllBytes(layout.BlobPath(blobs[0]), content);
    });

    [Test]
    public Task A_layer_that_is_longer_than_announced_is_refused() => Damaged((layout, blobs) => File.AppendAllText(layout.BlobPath(blobs[0]), "more"));

    [Test]
    public Task A_layer_that_is_missing_is_refused() => Damaged((layout, blobs) => File.Delete(layout.BlobPath(blobs[0])));

    [Test]
    public Task A_layer_exchanged_for_a_pipe_is_refused_and_not_waited_for() => Damaged((layout, blobs) =>
    {
        File.Delete(layout.BlobPath(blobs[0]));
        using var directory = Containment.Linux.Descriptors.At.OpenDirectory(Path.GetDirectoryName(layout.BlobPath(blobs[0]))!);
        Containment.Linux.Descriptors.At.MakeNode(directory, Path.GetFileName(layout.BlobPath(blobs[0])), Containment.Linux.Descriptors.FileKind.Fifo, 0x1A4);
    });

    [Test]
    public Task A_content_that_is_not_the_one_of_the_config_is_refused() =>
        Damaged((_, _) => { }, config => config["rootfs"]!["diff_ids"]![0] = Importer.DigestOf([1]));

    [Test]
    public Task A_config_with_too_few_digests_is_refused() => Damaged((_, _) => { }, config => config["rootfs"]!["diff_ids"] = new JsonArray());

    [Test]
    public async Task A_directory_that_is_no_layout_is_refused()
    {
        using var importer = new Importer();
        var refusal = await Assert.ThrowsAsync<InvalidSpecException>(() => importer.Store.ResolveAsync(new RootSource.OciLayout(importer.Canary), null, CancellationToken.None));
        Assert.That(refusal!.Expected, Does.Contain("index.json"));
    }

    private static async Task Damaged(Action<LayoutBuilder, IReadOnlyList<string>> damage, Action<JsonObject>? config = null)
    {
        using var importer = new Importer();
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => ResolveAsync(importer, layout => damage(layout, layout.Image([Base], config: config))));
        Assert.That(refusal!.Reason, Is.EqualTo(FailureReason.Corrupt));
        importer.AssertNothingLeft();
    }

    private static Task<RootTree> ResolveAsync(Importer importer, Action<LayoutBuilder> write, string? reference = null)
    {
        var path = Directory.CreateDirectory(Path.Combine(importer.State, "..", $"layout-{Guid.NewGuid():n}")).FullName;
        write(new LayoutBuilder(path));
        return importer.Store.ResolveAsync(new RootSource.OciLayout(path, reference), null, CancellationToken.None);
    }
}
