using System.IO.Compression;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Containment.Benchmarks.Pull;

/// <summary>An image as an OCI layout: layers of files of many sizes, whose content packs about as well as programs do. Always the same.</summary>
internal sealed record LayeredImage(string Layout, int Layers, int Files, long Bytes, long Packed)
{
    private const int LayerCount = 5, LayerBytes = 60_000_000, Smallest = 200, Largest = 400_000, Words = 4096;

    public static async Task<LayeredImage> MakeAsync(string top, CancellationToken cancellationToken)
    {
        var blobs = Directory.CreateDirectory(Path.Combine(top, "image", "blobs", "sha256")).FullName;
        var (layers, plain) = (new JsonArray(), new JsonArray());
        var (files, bytes, packed) = (0, 0L, 0L);
        for (var n = 0; n < LayerCount; n++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (archive, count) = Archive(n);
            using var squeezed = new MemoryStream();
            await using (var gzip = new GZipStream(squeezed, CompressionLevel.Optimal, leaveOpen: true)) await gzip.WriteAsync(archive, cancellationToken);
            plain.Add(Digest(archive));
            layers.Add(Blob(blobs, squeezed.ToArray(), "application/vnd.oci.image.layer.v1.tar+gzip"));
            (files, bytes, packed) = (files + count, bytes + archive.Length, packed + squeezed.Length);
        }
        var config = Blob(blobs, Json(new JsonObject { ["architecture"] = "amd64", ["os"] = "linux", ["config"] = new JsonObject(), ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = plain } }), "application/vnd.oci.image.config.v1+json");
        var manifest = Blob(blobs, Json(new JsonObject { ["schemaVersion"] = 2, ["config"] = config, ["layers"] = layers }), "application/vnd.oci.image.manifest.v1+json");
        var layout = Path.Combine(top, "image");
        await File.WriteAllTextAsync(Path.Combine(layout, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""", cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(layout, "index.json"), Json(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(manifest) }), cancellationToken);
        return new(layout, LayerCount, files, bytes, packed);
    }

    private static (byte[] Archive, int Files) Archive(int number)
    {
        var random = new Random(number);
        var words = Enumerable.Range(0, Words).Select(_ => { var word = new byte[random.Next(2, 12)]; random.NextBytes(word); return word; }).ToArray();
        using var archive = new MemoryStream();
        var count = 0;
        using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
            for (; archive.Length < LayerBytes; count++)
            {
                // Most files are small, most bytes are in large ones.
                var size = (int)(Smallest * Math.Pow((double)Largest / Smallest, random.NextDouble()));
                using var content = new MemoryStream(size + 16);
                while (content.Length < size) content.Write(words[(int)(Words * Math.Pow(random.NextDouble(), 3))]);
                content.Position = 0;
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"layer{number}/directory{count % 97}/file{count}") { DataStream = content, ModificationTime = DateTimeOffset.UnixEpoch });
            }
        return (archive.ToArray(), count);
    }

    private static JsonObject Blob(string blobs, byte[] content, string type)
    {
        File.WriteAllBytes(Path.Combine(blobs, Digest(content)[7..]), content);
        return new() { ["mediaType"] = type, ["digest"] = Digest(content), ["size"] = content.Length };
    }

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Json(JsonObject document) => Encoding.UTF8.GetBytes(document.ToJsonString());
}
