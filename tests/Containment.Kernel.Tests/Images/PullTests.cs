using System.Security.Cryptography;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Tests.Images;

namespace Containment.Kernel.Tests.Images;

/// <summary>Images from a real registry, by the real skopeo.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Registry)]
internal sealed class PullTests
{
    private const int Limit = 120_000;
    private static readonly PullOptions Plain = new() { Access = new() { Insecure = true, Retries = 0 } };
    private static readonly byte[] Top = new TarBuilder().Directory("etc").File("etc/top", "1", uid: 5).Build();

    [Test]
    [CancelAfter(Limit)]
    public async Task A_container_runs_from_an_image_of_a_registry(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var seen = new List<ImageProgress>();
        var name = await scene.PutAsync("app:1", cancellation, await ImageScene.BusyboxAsync(cancellation), Top);
        var image = await scene.Host.PullImageAsync(name, Plain with { Progress = new Gathered(seen) }, cancellation);
        Assert.That((image.Name, image.Layers), Is.EqualTo((name, 2)));
        Assert.That(scene.Host.ListImages(), Is.EqualTo(new[] { image }));
        Assert.That(seen.Last(report => report.Work == ImageWork.Pulling), Is.EqualTo(new ImageProgress(name, image.Bytes, image.Bytes) { Work = ImageWork.Pulling }));
        Assert.That(seen.Count(report => report.Work == ImageWork.Unpacking && report.BytesRead == report.BytesTotal), Is.EqualTo(2));
        Assert.That(await scene.RunAsync(name, "test $(stat -c %u /etc/top) = 5", cancellation), Is.Zero);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task What_is_here_already_is_not_sent_again(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var (large, small) = (new TarBuilder().File("large", Noise(1 << 20)).Build(), new TarBuilder().File("small").Build());
        await scene.Host.PullImageAsync(await scene.PutAsync("a:1", cancellation, large), Plain, cancellation);
        var second = await scene.PutAsync("b:1", cancellation, large, small);
        // Enough for everything but the large layer.
        using var link = new FailingLink(scene.Registry.Address, 256 << 10, cut: true);
        var image = await scene.Host.PullImageAsync(second.Replace(scene.Registry.Address, link.Address, StringComparison.Ordinal), Plain, cancellation);
        Assert.That((image.Layers, link.Failed.IsCompleted, scene.Unpacked.Count()), Is.EqualTo((2, false, 2)));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_name_that_a_registry_does_not_have_is_not_found(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.PullImageAsync($"{scene.Registry.Address}/nobody:1", Plain, cancellation));
        Assert.That((refusal!.Reason, refusal.Subject), Is.EqualTo((FailureReason.NotFound, $"{scene.Registry.Address}/nobody:1")));
        scene.AssertNothingHalf();
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_link_that_is_cut_leaves_the_old_image_and_the_next_try_succeeds(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        using var link = new FailingLink(scene.Registry.Address, 1 << 20, cut: true);
        var far = $"{link.Address}/app:1";
        await scene.PutAsync("app:1", cancellation, new TarBuilder().File("old").Build());
        var old = await scene.Host.PullImageAsync($"{scene.Registry.Address}/app:1", Plain with { Name = "app" }, cancellation);
        await scene.PutAsync("app:1", cancellation, new TarBuilder().File("new").Build(), new TarBuilder().File("large", Noise(8 << 20)).Build());
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.PullImageAsync(far, Plain with { Name = "app" }, cancellation));
        Assert.That((refusal!.Reason, scene.Host.FindImage("app")), Is.EqualTo((FailureReason.PeerFailed, old)), refusal.Message);
        scene.AssertNothingHalf();
        Assert.That((await scene.Host.PullImageAsync($"{scene.Registry.Address}/app:1", Plain with { Name = "app" }, cancellation)).Layers, Is.EqualTo(2));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task Given_up_nothing_half_made_is_left_and_the_next_try_succeeds(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var name = await scene.PutAsync("app:1", cancellation, new TarBuilder().File("large", Noise(8 << 20)).Build());
        using var link = new FailingLink(scene.Registry.Address, 1 << 20, cut: false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pulling = scene.Host.PullImageAsync(name.Replace(scene.Registry.Address, link.Address, StringComparison.Ordinal), Plain, patience.Token);
        await link.Failed.WaitAsync(cancellation);
        await patience.CancelAsync();
        Assert.That(async () => await pulling, Throws.InstanceOf<OperationCanceledException>());
        scene.AssertNothingHalf();
        Assert.That((await scene.Host.PullImageAsync(name, Plain, cancellation)).Layers, Is.EqualTo(1));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_puller_that_is_killed_half_way_leaves_nothing_that_the_next_does_not_remove(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var name = await scene.PutAsync("app:1", cancellation, new TarBuilder().File("large", Noise(8 << 20)).Build());
        using (var link = new FailingLink(scene.Registry.Address, 1 << 20, cut: false))
        {
            var program = scene.Programs.Start("image", "pull", "--insecure", name.Replace(scene.Registry.Address, link.Address, StringComparison.Ordinal));
            await link.Failed.WaitAsync(cancellation);
            program.Signal(Signal.Kill);
            await program.WaitAsync(cancellation);
        }
        Assert.That(scene.Host.ListImages(), Is.Empty);
        Assert.That(await scene.Programs.RunAsync(["image", "pull", "--insecure", name], cancellation: cancellation), Has.Property("Code").Zero);
        scene.AssertNothingHalf();
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_layer_that_is_damaged_at_the_registry_is_refused_and_taken_when_it_is_right_again(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var name = await scene.PutAsync("app:1", cancellation, new TarBuilder().File("x", Noise(1 << 20)).Build());
        var blob = new DirectoryInfo(scene.Registry.Storage).EnumerateFiles("data", SearchOption.AllDirectories).MaxBy(file => file.Length)!.FullName;
        Damage(blob);
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.PullImageAsync(name, Plain, cancellation));
        Assert.That(refusal!.Reason, Is.EqualTo(FailureReason.Corrupt), refusal.Message);
        Assert.That(scene.Host.ListImages(), Is.Empty);
        scene.AssertNothingHalf();
        Damage(blob);
        Assert.That((await scene.Host.PullImageAsync(name, Plain, cancellation)).Layers, Is.EqualTo(1));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_stored_layer_that_is_damaged_is_neither_unpacked_nor_sent_and_comes_again(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var name = await scene.PutAsync("app:1", cancellation, new TarBuilder().File("x", Noise(1 << 20)).Build());
        await scene.Host.PullImageAsync(name, Plain, cancellation);
        var blob = new DirectoryInfo(scene.Blobs).EnumerateFiles().MaxBy(file => file.Length)!.FullName;
        Damage(blob);
        var unsent = await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.PushImageAsync(name, $"oci:{scene.Programs.Test.Top}/out", cancellationToken: cancellation));
        Assert.That((unsent!.Reason, File.Exists(blob), Directory.Exists($"{scene.Programs.Test.Top}/out")), Is.EqualTo((FailureReason.Corrupt, false, false)));
        await scene.Host.PullImageAsync(name, Plain, cancellation);
        Damage(blob);
        Directory.Delete(scene.Unpacked.Single(), recursive: true);
        var unused = await Assert.ThrowsAsync<ContainmentException>(() => scene.RunAsync(name, "true", cancellation));
        Assert.That((unused!.Reason, File.Exists(blob)), Is.EqualTo((FailureReason.Corrupt, false)));
        await scene.Host.PullImageAsync(name, Plain, cancellation);
        Assert.That(scene.Unpacked.Count(), Is.EqualTo(1));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_bomb_is_refused_by_the_limits_of_the_host(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var name = await scene.PutAsync("bomb:1", cancellation, new TarBuilder().File("zeros", new string('0', 4 << 20)).Build());
        await using var strict = ContainerHost.Open(scene.Programs.Test.Options with { UnpackLimits = new() { MostBytes = 1 << 20 } });
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => strict.PullImageAsync(name, Plain, cancellation));
        Assert.That((refusal!.Reason, refusal.Message.Contains("1048576", StringComparison.Ordinal), strict.ListImages().Count), Is.EqualTo((FailureReason.Corrupt, true, 0)), refusal.Message);
        scene.AssertNothingHalf();
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_disk_that_fills_up_is_said_and_room_makes_it_work(CancellationToken cancellation)
    {
        using var disk = new SmallDisk();
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var name = await scene.PutAsync("app:1", cancellation, new TarBuilder().File("large", Noise(4 << 20)).Build());
        await using var host = ContainerHost.Open(scene.Programs.Test.Options with { StateDirectory = disk.Path });
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => host.PullImageAsync(name, Plain, cancellation));
        Assert.That((refusal!.Reason, host.ListImages().Count), Is.EqualTo((FailureReason.Exhausted, 0)), refusal.Message);
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(disk.Path, "images", "pulls")), Is.Empty);
        disk.Grow();
        Assert.That((await host.PullImageAsync(name, Plain, cancellation)).Layers, Is.EqualTo(1));
    }

    internal static string Noise(int length) => Convert.ToBase64String(RandomNumberGenerator.GetBytes(length));

    private static void Damage(string path)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Seek(-100, SeekOrigin.End);
        var before = file.ReadByte();
        file.Seek(-1, SeekOrigin.Current);
        file.WriteByte((byte)(before ^ 1));
    }

    private sealed class Gathered(List<ImageProgress> seen) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value)
        {
            lock (seen) seen.Add(value);
        }
    }
}
