using Containment.Images;
using Containment.Images.Layers;
using Containment.Images.Oci;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;

namespace Containment.Kernel.Tests.Images;

/// <summary>A disk that fills up while an image is made, and files that are not there.</summary>
[Needs(Need.Root)]
internal sealed class RecipeFaultTests
{
    [Test]
    [CancelAfter(120_000)]
    [Needs(Need.Mmdebstrap)]
    public async Task A_disk_that_fills_up_during_a_build_is_named_and_left_empty(CancellationToken cancellation)
    {
        using var disk = new SmallDisk();
        await using var test = new TestHost();
        await using var host = ContainerHost.Open(test.Options with { StateDirectory = disk.Path });
        var layout = Path.Combine(test.Top, "layout");
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => host.BuildImageAsync(ImageRecipe.Parse("name: small\nbase: { suite: trixie }"), new(layout), null, cancellation));
        Assert.That((failure!.Reason, failure.Subject), Is.EqualTo((FailureReason.Exhausted, disk.Path)), failure.Message);
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(disk.Path, "builds")), Is.Empty);
        Assert.That(Directory.Exists(layout), Is.False);
    }

    [Test]
    public void A_disk_that_fills_up_when_the_image_is_written_shows_nothing_of_it_and_keeps_what_was_there()
    {
        using var disk = new SmallDisk();
        using var archives = new Importer();
        var layout = Path.Combine(disk.Path, "layout");
        Publish(layout, archives.Write("small"u8.ToArray(), "small"), "kept");
        var before = Directory.EnumerateFiles(layout, "*", SearchOption.AllDirectories).Order().ToArray();
        var large = archives.Write(new byte[4 << 20], "large");
        var refusal = Assert.Throws<KernelRefusal>(() => Publish(layout, large, "lost"));
        Assert.That(refusal!.Error, Is.EqualTo(Errno.ENOSPC));
        Assert.That(Directory.EnumerateFiles(layout, "*", SearchOption.AllDirectories).Order(), Is.EqualTo(before));
        Assert.That(File.ReadAllText(new LayoutReader(layout, "kept").Read().Layers[0].Path), Is.EqualTo("small"));
    }

    [Test]
    [CancelAfter(120_000)]
    [Needs(Need.Mmdebstrap)]
    public async Task An_archive_that_is_out_of_reach_is_told_and_leaves_nothing(CancellationToken cancellation)
    {
        await using var scene = new RecipeScene();
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => scene.BuildAsync("name: x\nbase: { suite: trixie, mirror: 'http://127.0.0.1:9/debian' }", cancellation));
        Assert.That((failure!.Reason, failure.Message.Contains("127.0.0.1")), Is.EqualTo((FailureReason.ToolFailed, true)), failure.Message);
        Assert.That(scene.Remains, Is.Empty);
        Assert.That(Directory.Exists(scene.Layout), Is.False);
    }

    [Test]
    public async Task A_source_that_is_missing_is_refused_before_anything_is_fetched()
    {
        await using var scene = new RecipeScene();
        var refusal = await Assert.ThrowsAsync<InvalidSpecException>(() => scene.BuildAsync("name: x\nbase: { suite: trixie }\nfiles: [{ path: /a, source: /nowhere/b }]", CancellationToken.None));
        Assert.That((refusal!.Field, refusal.Message.Contains("/nowhere/b")), Is.EqualTo(("files[0].source", true)));
        Assert.That(scene.Remains, Is.Empty);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task The_command_tells_a_mistake_with_its_line_and_ends_with_the_code_for_wrong_input(CancellationToken cancellation)
    {
        await using var scene = new ProgramScene();
        var recipe = Path.Combine(scene.Test.Top, "r.yaml");
        await File.WriteAllTextAsync(recipe, "name: x\nbase: { suite: trixie }\npakages: [a]\n", cancellation);
        var ended = await scene.RunAsync(["image", "build", recipe, "--output", Path.Combine(scene.Test.Top, "layout")], cancellation: cancellation);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((2, "")));
        Assert.That(ended.Error, Does.StartWith("containment: r.yaml, line 3: pakages").And.Contain("packages"));
        Assert.That(Directory.Exists(Path.Combine(scene.Test.Top, "layout")), Is.False);
    }

    private static void Publish(string layout, string file, string name)
    {
        using var writer = LayoutWriter.OpenAsync(layout, TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult();
        var digest = Digest.Of(File.ReadAllBytes(file));
        var stored = writer.AddFile(file, digest, new FileInfo(file).Length, "application/vnd.oci.image.layer.v1.tar");
        var config = writer.Add(ImageDocuments.Config(new(), [digest], DateTimeOffset.UnixEpoch, "test"), LayoutWriter.ConfigType);
        writer.Publish(writer.Add(ImageDocuments.Manifest(config, [stored]), LayoutWriter.ManifestType), name);
    }
}
