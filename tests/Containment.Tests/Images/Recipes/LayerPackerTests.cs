using Containment.Images;
using Containment.Images.Layers;
using Containment.Images.Recipes;

namespace Containment.Tests.Images.Recipes;

internal sealed class LayerPackerTests
{
    private string _directory = "";

    [SetUp]
    public void Make() => _directory = Directory.CreateTempSubdirectory("ct").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [TestCase(LayerCompression.Zstd), TestCase(LayerCompression.Gzip)]
    public async Task The_same_archive_becomes_the_same_bytes_and_comes_back(LayerCompression compression)
    {
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content.AsSpan(0, 1_000_000));
        var first = await PackAsync(compression, content, "first", null);
        var second = await PackAsync(compression, content, "second", null);
        var stored = File.ReadAllBytes(Path.Combine(_directory, "first"));
        Assert.That(second, Is.EqualTo(first));
        Assert.That((first!.Stored, first.Plain, first.Size, first.PlainSize), Is.EqualTo((Digest.Of(stored), Digest.Of(content), stored.LongLength, content.LongLength)));
        using var unpacked = new MemoryStream();
        using (var stream = Compression.Open(stored, new MemoryStream(stored))) stream.CopyTo(unpacked);
        Assert.That(unpacked.ToArray(), Is.EqualTo(content));
    }

    [Test]
    public async Task What_is_larger_than_the_limit_is_not_packed()
    {
        Assert.That(await PackAsync(LayerCompression.Zstd, new byte[1001], "over", 1000), Is.Null);
        Assert.That(await PackAsync(LayerCompression.Zstd, new byte[1000], "at", 1000), Is.Not.Null);
    }

    private Task<PackedLayer?> PackAsync(LayerCompression compression, byte[] content, string name, long? limit) =>
        new LayerPacker(compression, limit, _ => { }).PackAsync(new MemoryStream(content), Path.Combine(_directory, name), CancellationToken.None);
}
