using Containment.Images.Layers;
using Containment.Images.Oci;

namespace Containment.Tests.Images.Oci;

internal sealed class LayoutWriterTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private string _top = "";

    [SetUp]
    public void Make() => _top = Directory.CreateTempSubdirectory("ct").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_top, recursive: true);

    private string Layout => Path.Combine(_top, "layout");

    private string[] Blobs => [.. Directory.EnumerateFiles(Path.Combine(Layout, "blobs/sha256")).Select(path => Path.GetFileName(path)).Order()];

    [Test]
    public async Task What_is_written_can_be_read()
    {
        var manifest = await AddAsync("one", "layer"u8.ToArray());
        var image = new LayoutReader(Layout, "one").Read();
        Assert.That(File.ReadAllText(image.Layers.Single().Path), Is.EqualTo("layer"));
        Assert.That((image.Config.User, image.Config.Entrypoint.Single(), image.Config.WorkingDir), Is.EqualTo(("redis", "redis-server", (string?)null)));
        Assert.That(Digest.TryParse(manifest, out _), Is.True);
    }

    [Test]
    public async Task The_same_image_has_the_same_digest_in_another_layout()
    {
        var first = await AddAsync("one", "layer"u8.ToArray());
        Directory.Delete(Layout, recursive: true);
        Assert.That(await AddAsync("other", "layer"u8.ToArray()), Is.EqualTo(first));
    }

    [Test]
    public async Task A_name_is_given_to_the_newer_image_and_others_stay()
    {
        await AddAsync("one", "1"u8.ToArray());
        await AddAsync("two", "2"u8.ToArray());
        await AddAsync("one", "3"u8.ToArray());
        Assert.That(File.ReadAllText(new LayoutReader(Layout, "one").Read().Layers[0].Path), Is.EqualTo("3"));
        Assert.That(File.ReadAllText(new LayoutReader(Layout, "two").Read().Layers[0].Path), Is.EqualTo("2"));
    }

    [Test]
    public async Task What_others_wrote_into_the_index_is_kept()
    {
        await AddAsync("one", "1"u8.ToArray());
        var index = Path.Combine(Layout, "index.json");
        File.WriteAllText(index, """{"schemaVersion":2,"manifests":[{"mediaType":"application/x","digest":"sha256:00","size":3,"artifactType":"application/y","platform":{"os":"linux","architecture":"arm","variant":"v7"}}],"subject":{"a":1}}""");
        await AddAsync("two", "2"u8.ToArray());
        Assert.That(File.ReadAllText(index), Does.Contain("\"artifactType\":\"application/y\"").And.Contain("\"variant\":\"v7\"").And.Contain("\"subject\":{\"a\":1}").And.Contain("\"two\""));
    }

    [Test]
    public async Task What_is_not_published_is_gone_and_so_is_what_a_killed_writer_left()
    {
        await AddAsync("one", "1"u8.ToArray());
        var before = Blobs;
        File.WriteAllText(Path.Combine(Layout, "blobs/sha256/ab.partial"), "half");
        using (var writer = await LayoutWriter.OpenAsync(Layout, TimeProvider.System, CancellationToken.None))
        {
            writer.Add("unseen"u8.ToArray(), "application/x");
            Assert.That(Blobs, Has.Length.EqualTo(before.Length + 1));
        }
        Assert.That(Blobs, Is.EqualTo(before));
        Assert.That(File.Exists(Path.Combine(Layout, ".lock")), Is.False);
    }

    [Test]
    public async Task A_second_writer_waits_for_the_first()
    {
        var first = await LayoutWriter.OpenAsync(Layout, TimeProvider.System, CancellationToken.None);
        var second = LayoutWriter.OpenAsync(Layout, TimeProvider.System, CancellationToken.None);
        await Task.Delay(100);
        Assert.That(second.IsCompleted, Is.False);
        first.Dispose();
        (await second).Dispose();
    }

    [Test]
    public async Task A_directory_with_other_things_in_it_is_refused()
    {
        Directory.CreateDirectory(Layout);
        File.WriteAllText(Path.Combine(Layout, "letter"), "");
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => LayoutWriter.OpenAsync(Layout, TimeProvider.System, CancellationToken.None));
        Assert.That((refusal!.Reason, refusal.Subject), Is.EqualTo((FailureReason.WrongState, Layout)));
    }

    [Test]
    public async Task A_file_on_another_disk_is_copied_and_checked()
    {
        // The memory's file system is another one.
        var elsewhere = Path.Combine("/dev/shm", $"ct{Guid.NewGuid():n}");
        File.WriteAllText(elsewhere, "layer");
        try
        {
            using var writer = await LayoutWriter.OpenAsync(Layout, TimeProvider.System, CancellationToken.None);
            writer.AddFile(elsewhere, Digest.Of("layer"u8), 5, "application/x.tar");
            var refusal = Assert.Throws<ContainmentException>(() => writer.AddFile(elsewhere, Digest.Of("other"u8), 5, "application/x.tar"));
            Assert.That((refusal!.Reason, File.ReadAllText(Path.Combine(Layout, "blobs/sha256", Digest.Of("layer"u8).Hex)), Blobs.Length), Is.EqualTo((FailureReason.Corrupt, "layer", 1)));
        }
        finally
        {
            File.Delete(elsewhere);
        }
    }

    private async Task<string> AddAsync(string name, byte[] layer)
    {
        var file = Path.Combine(_top, "layer");
        File.WriteAllBytes(file, layer);
        using var writer = await LayoutWriter.OpenAsync(Layout, TimeProvider.System, CancellationToken.None);
        var stored = writer.AddFile(file, Digest.Of(layer), layer.Length, "application/vnd.oci.image.layer.v1.tar");
        var config = writer.Add(ImageDocuments.Config(new() { Entrypoint = ["redis-server"], User = "redis" }, [Digest.Of(layer)], Time, "test"), LayoutWriter.ConfigType);
        var manifest = writer.Add(ImageDocuments.Manifest(config, [stored]), LayoutWriter.ManifestType);
        writer.Publish(manifest, name);
        return manifest.Digest!;
    }
}
