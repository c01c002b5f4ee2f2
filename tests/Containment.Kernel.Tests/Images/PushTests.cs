using System.Text.Json.Nodes;
using Containment.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Tests.Images;

namespace Containment.Kernel.Tests.Images;

/// <summary>Images on their way out, and back in from what they were written to.</summary>
[Needs(Need.Root, Need.Registry)]
internal sealed class PushTests
{
    private const int Limit = 120_000;
    private static readonly RegistryAccess Plain = new() { Insecure = true, Retries = 0 };
    private static readonly byte[][] Layers = [new TarBuilder().File("a", "below").Build(), new TarBuilder().File("b", "above").Build()];

    [Test]
    [CancelAfter(Limit)]
    public async Task What_is_pushed_is_the_same_image_for_whoever_pulls_it(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var image = await scene.Host.PullImageAsync($"oci:{scene.Layout(Layers)}", new() { Name = "app:1" }, cancellation);
        List<ImageProgress> seen = [];
        await scene.Host.PushImageAsync("app:1", $"{scene.Registry.Address}/team/app:2", new() { Access = Plain, Progress = new Progressed(seen.Add) }, cancellation);
        var there = await scene.Host.PullImageAsync($"{scene.Registry.Address}/team/app:2", new() { Access = Plain }, cancellation);
        Assert.That((there.Digest, there.Id), Is.EqualTo((image.Digest, image.Id)));
        Assert.That(seen[^1], Is.EqualTo(new ImageProgress("app:1", image.Bytes, image.Bytes) { Work = ImageWork.Pushing }));
        var byDigest = await scene.Host.PullImageAsync($"{scene.Registry.Address}/team/app@{image.Digest}", new() { Access = Plain }, cancellation);
        Assert.That(byDigest.Name, Does.EndWith($"app@{image.Digest}"));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task An_exported_layout_has_the_manifest_and_the_layers_as_they_came(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var image = await scene.Host.PullImageAsync($"oci:{scene.Layout(Layers)}", new() { Name = "app" }, cancellation);
        var path = Path.Combine(scene.Programs.Test.Top, "out");
        await scene.Host.PushImageAsync("app", $"oci:{path}:kept", cancellationToken: cancellation);
        var index = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(path, "index.json"), cancellation))!;
        Assert.That(((string?)index["manifests"]![0]!["digest"], Directory.GetFiles(Path.Combine(path, "blobs/sha256")).Length), Is.EqualTo((image.Digest, 4)));
        using var importer = new Importer();
        var tree = await importer.Store.ResolveAsync(new RootSource.OciLayout(path, "kept"), null, cancellation);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(tree.Layers[0], "b"), cancellation), Is.EqualTo("above"));
    }

    [TestCase("docker-archive:{0}/image.tar")]
    [TestCase("oci-archive:{0}/image.tar")]
    [TestCase("dir:{0}/image")]
    [CancelAfter(Limit)]
    public async Task An_image_comes_back_from_every_form_it_can_be_written_in(string form, CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        await scene.Host.PullImageAsync($"oci:{scene.Layout(Layers)}", new() { Name = "app" }, cancellation);
        var place = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, scene.Programs.Test.Top);
        await scene.Host.PushImageAsync("app", place, cancellationToken: cancellation);
        var back = await scene.Host.PullImageAsync(place, new() { Name = "back" }, cancellation);
        Assert.That((back.Layers, scene.Unpacked.Count()), Is.EqualTo((2, 2)), "the same layers are unpacked once");
        var tree = await scene.Host.Images().ResolveAsync(new RootSource.Image("back"), null, cancellation);
        Assert.That(tree.Layers.Select(layer => Directory.GetFiles(layer).Select(Path.GetFileName).Single()), Is.EqualTo(new[] { "b", "a" }));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_source_without_a_name_needs_one(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var refusal = await Assert.ThrowsAsync<InvalidSpecException>(() => scene.Host.PullImageAsync($"oci:{scene.Layout(Layers)}", cancellationToken: cancellation));
        Assert.That(refusal!.Field, Is.EqualTo("Name"));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_registry_that_is_gone_is_said_and_the_next_try_succeeds(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        await scene.Host.PullImageAsync($"oci:{scene.Layout(Layers)}", new() { Name = "app" }, cancellation);
        scene.Registry.Kill();
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.PushImageAsync("app", $"{scene.Registry.Address}/app:1", new() { Access = Plain }, cancellation));
        Assert.That(refusal!.Reason, Is.EqualTo(FailureReason.PeerFailed), refusal.Message);
        scene.AssertNothingHalf();
        await scene.Registry.ResumeAsync(cancellation);
        await scene.Host.PushImageAsync("app", $"{scene.Registry.Address}/app:1", new() { Access = Plain }, cancellation);
        Assert.That((await scene.Host.PullImageAsync($"{scene.Registry.Address}/app:1", new() { Access = Plain }, cancellation)).Layers, Is.EqualTo(2));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_push_that_is_cut_half_way_shows_no_image_there_and_the_next_try_succeeds(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var image = await KeepLargeAsync(scene, cancellation);
        using (var link = new FailingLink(scene.Registry.Address, 2 << 20, cut: true, outward: true))
        {
            var refusal = await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.PushImageAsync("app", $"{link.Address}/app:1", new() { Access = Plain }, cancellation));
            Assert.That(refusal!.Reason, Is.EqualTo(FailureReason.PeerFailed), refusal.Message);
        }
        await AssertComesWholeAsync(scene, image, cancellation);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_push_that_is_killed_shows_no_image_there_and_the_next_try_succeeds(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var image = await KeepLargeAsync(scene, cancellation);
        using (var link = new FailingLink(scene.Registry.Address, 2 << 20, cut: false, outward: true))
        {
            var program = scene.Programs.Start("image", "push", "--insecure", "app", $"{link.Address}/app:1");
            await link.Failed.WaitAsync(cancellation);
            program.Signal(Signal.Kill);
            await program.WaitAsync(cancellation);
        }
        await AssertComesWholeAsync(scene, image, cancellation);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task An_export_to_a_full_disk_is_said_and_room_makes_it_work(CancellationToken cancellation)
    {
        using var disk = new SmallDisk();
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var image = await KeepLargeAsync(scene, cancellation);
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.PushImageAsync("app", $"oci:{disk.Path}/out:1", cancellationToken: cancellation));
        Assert.That((refusal!.Reason, scene.Host.FindImage("app")), Is.EqualTo((FailureReason.Exhausted, image)), refusal.Message);
        disk.Grow();
        await scene.Host.PushImageAsync("app", $"oci:{disk.Path}/out:1", cancellationToken: cancellation);
        Assert.That((await scene.Host.PullImageAsync($"oci:{disk.Path}/out:1", new() { Name = "back" }, cancellation)).Digest, Is.EqualTo(image.Digest));
    }

    private static Task<StoredImage> KeepLargeAsync(ImageScene scene, CancellationToken cancellation) =>
        scene.Host.PullImageAsync($"oci:{scene.Layout(Layers[0], new TarBuilder().File("large", PullTests.Noise(6 << 20)).Build())}", new() { Name = "app" }, cancellation);

    // Nothing is there before, all is there after the next try; the host's own image is as it was.
    private static async Task AssertComesWholeAsync(ImageScene scene, StoredImage image, CancellationToken cancellation)
    {
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.PullImageAsync($"{scene.Registry.Address}/app:1", new() { Access = Plain }, cancellation));
        Assert.That((refusal!.Reason, scene.Host.FindImage("app")), Is.EqualTo((FailureReason.NotFound, image)), refusal.Message);
        await scene.Host.PushImageAsync("app", $"{scene.Registry.Address}/app:1", new() { Access = Plain }, cancellation);
        Assert.That((await scene.Host.PullImageAsync($"{scene.Registry.Address}/app:1", new() { Access = Plain }, cancellation)).Digest, Is.EqualTo(image.Digest));
        scene.AssertNothingHalf();
    }

    private sealed class Progressed(Action<ImageProgress> act) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value) => act(value);
    }
}
