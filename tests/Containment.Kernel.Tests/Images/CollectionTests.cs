using Containment.Bundles;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Tests.Images;

namespace Containment.Kernel.Tests.Images;

/// <summary>What is removed of images, and what is not.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Registry)]
internal sealed class CollectionTests
{
    private const int Limit = 120_000;
    private static readonly byte[] Shared = new TarBuilder().File("shared").Build(), Own = new TarBuilder().File("own").Build(), Other = new TarBuilder().File("other").Build();

    [Test]
    [CancelAfter(Limit)]
    public async Task Only_what_no_image_needs_any_more_goes(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var first = await KeepAsync(scene, "a", cancellation, Shared, Own);
        var second = await KeepAsync(scene, "b", cancellation, Shared, Other);
        Assert.That(await scene.Host.CollectImagesAsync(cancellationToken: cancellation), Is.EqualTo(new CollectedImages(0, 0, 0, 0)));
        await scene.Host.RemoveImageAsync("a", cancellation);
        Assert.That(scene.Host.ListImages(), Is.EqualTo(new[] { second }));
        var collected = await scene.Host.CollectImagesAsync(cancellationToken: cancellation);
        // Its own layer, its config and its manifest.
        Assert.That((collected.Layers, collected.Blobs), Is.EqualTo((1, 3)));
        Assert.That(scene.Unpacked.SelectMany(Directory.GetFiles).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "other", "shared" }));
        scene.AssertNothingHalf();
        Assert.That((await KeepAsync(scene, "a", cancellation, Shared, Own)).Digest, Is.EqualTo(first.Digest));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_container_keeps_what_it_stands_on_and_starts_without_its_image(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        await KeepAsync(scene, "app", cancellation, await ImageScene.BusyboxAsync(cancellation), Own);
        var container = await scene.Host.CreateAsync(new(TestHost.NewId(), new RootSource.Image("app"), new ProcessSpec("/bin/sh", "-c", "test -e /own")), cancellation);
        // Another image takes the name, and that one goes too.
        await KeepAsync(scene, "app", cancellation, Other);
        await scene.Host.RemoveImageAsync("app", cancellation);
        Assert.That((await scene.Host.CollectImagesAsync(cancellationToken: cancellation)).Layers, Is.EqualTo(1));
        await container.StartAsync(cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.Zero);
        await container.DeleteAsync(cancellation);
        Assert.That(((await scene.Host.CollectImagesAsync(cancellationToken: cancellation)).Layers, scene.Unpacked.Count()), Is.EqualTo((2, 0)));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task An_image_is_kept_out_of_a_layout_and_is_the_same_as_one_that_was_pulled(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var layout = scene.Layout(Shared, Own);
        var kept = await scene.Host.KeepImageAsync(layout, "x", "kept:1", cancellation);
        var pulled = await scene.Host.PullImageAsync($"oci:{layout}", new() { Name = "pulled" }, cancellation);
        Assert.That((kept.Name, kept.Digest, kept.Id, kept.Bytes), Is.EqualTo(("kept:1", pulled.Digest, pulled.Id, pulled.Bytes)));
        Directory.Delete(layout, recursive: true);
        await scene.Host.PushImageAsync("kept:1", $"{scene.Registry.Address}/kept:1", new() { Access = new() { Insecure = true } }, cancellation);
        var blob = new DirectoryInfo(Path.Combine(layout = scene.Layout(Other), "blobs/sha256")).EnumerateFiles().MaxBy(file => file.Length)!;
        await File.AppendAllTextAsync(blob.FullName, "more", cancellation);
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.KeepImageAsync(layout, null, "bad", cancellation)))!.Reason, Is.EqualTo(FailureReason.Corrupt));
        Assert.That(scene.Host.FindImage("bad"), Is.Null);
        scene.AssertNothingHalf();
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task It_waits_for_an_image_that_is_on_its_way(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var name = await scene.PutAsync("app:1", cancellation, new TarBuilder().File("large", PullTests.Noise(4 << 20)).Build());
        using var link = new FailingLink(scene.Registry.Address, 1 << 20, cut: false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pulling = scene.Host.PullImageAsync(name.Replace(scene.Registry.Address, link.Address, StringComparison.Ordinal), new() { Access = new() { Insecure = true } }, patience.Token);
        await link.Failed.WaitAsync(cancellation);
        var collecting = scene.Host.CollectImagesAsync(cancellationToken: cancellation);
        Assert.That(await Task.WhenAny(collecting, Task.Delay(300, cancellation)), Is.Not.SameAs(collecting));
        await patience.CancelAsync();
        await collecting;
        Assert.That(async () => await pulling, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task An_image_that_is_not_there_is_not_found_and_says_what_to_do(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => scene.RunAsync("nobody:3", "true", cancellation));
        Assert.That((refusal!.Reason, refusal.Message), Is.EqualTo((FailureReason.NotFound, "there is no image nobody:3 on this host; pull or build it (containment image pull nobody:3)")));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.RemoveImageAsync("nobody", cancellation)))!.Reason, Is.EqualTo(FailureReason.NotFound));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task Packages_that_no_build_has_used_for_long_go_and_others_stay(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var packages = Directory.CreateDirectory(Path.Combine(scene.Programs.Test.Options.StateDirectory, "packages")).FullName;
        foreach (var (name, days) in ((string, int)[])[("old.deb", 31), ("cut.deb.123", 31), ("new.deb", 29), ("other", 31)])
        {
            await File.WriteAllTextAsync(Path.Combine(packages, name), "12345", cancellation);
            File.SetLastWriteTimeUtc(Path.Combine(packages, name), DateTime.UtcNow.AddDays(-days));
        }
        Assert.That(await scene.Host.CollectImagesAsync(cancellationToken: cancellation), Is.EqualTo(new CollectedImages(0, 0, 2, 10)));
        Assert.That(Directory.GetFiles(packages).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "new.deb", "other" }));
        var collected = await scene.Programs.RunAsync(["image", "gc", "--keep-packages", "4w"], cancellation: cancellation);
        Assert.That(collected.Error, Does.StartWith("collected 0 layers, 0 blobs, 1 packages"));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_collection_that_breaks_off_shows_nothing_half_as_whole_and_the_next_one_ends_it(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        await KeepAsync(scene, "a", cancellation, Shared, new TarBuilder().File("one").File("two").Build());
        await KeepAsync(scene, "b", cancellation, Shared, Other);
        await scene.Host.RemoveImageAsync("a", cancellation);
        var stuck = scene.Unpacked.Select(layer => Path.Combine(layer, "two")).Single(File.Exists);
        var layer = Path.GetDirectoryName(stuck)!;
        await ChangeAttributeAsync("+i", stuck, cancellation);
        try
        {
            Assert.That((await Assert.ThrowsAsync<KernelException>(() => scene.Host.CollectImagesAsync(cancellationToken: cancellation)))!.ErrorName, Is.EqualTo("EPERM"));
            Assert.That(scene.Unpacked, Has.None.EqualTo(layer));
        }
        finally
        {
            foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(layer)!, "two", SearchOption.AllDirectories)) await ChangeAttributeAsync("-i", file, CancellationToken.None);
        }
        // Of the layer itself nobody knows any more; what it was stored as is still to go.
        Assert.That((await scene.Host.CollectImagesAsync(cancellationToken: cancellation)).Blobs, Is.EqualTo(3));
        Assert.That((await KeepAsync(scene, "a", cancellation, Shared, new TarBuilder().File("one").File("two").Build())).Layers, Is.EqualTo(2));
        scene.AssertNothingHalf();
    }

    private static async Task ChangeAttributeAsync(string change, string path, CancellationToken cancellation)
    {
        using var chattr = System.Diagnostics.Process.Start("chattr", [change, path]);
        await chattr.WaitForExitAsync(cancellation);
        Assert.That(chattr.ExitCode, Is.Zero);
    }

    private static Task<StoredImage> KeepAsync(ImageScene scene, string name, CancellationToken cancellation, params byte[][] layers) =>
        scene.Host.PullImageAsync($"oci:{scene.Layout(layers)}", new() { Name = name }, cancellation);
}
