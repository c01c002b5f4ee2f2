using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Containment.Kernel.Tests.Images;

/// <summary>Writes an OCI image layout from layers given as tar archives, bottom first.</summary>
internal sealed class LayoutBuilder(string path)
{
    public const string Amd64 = "amd64", Arm64 = "arm64";
    private readonly JsonArray _manifests = [];

    public static string ThisMachine => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? Arm64 : Amd64;

    public string BlobPath(string digest) => Path.Combine(path, "blobs/sha256", digest["sha256:".Length..]);

    /// <summary>Adds an image; the digests of its layers' blobs.</summary>
    public IReadOnlyList<string> Image(byte[][] layers, string? reference = null, string? architecture = null, Action<JsonObject>? config = null, Func<byte[], byte[]>? compress = null)
    {
        var blobs = layers.Select(layer => Blob((compress ?? Gzip)(layer), "application/vnd.oci.image.layer.v1.tar+gzip")).ToArray();
        var file = new JsonObject
        {
            ["config"] = new JsonObject { ["Entrypoint"] = new JsonArray("/bin/sh"), ["Cmd"] = new JsonArray("-c", "true"), ["Env"] = new JsonArray("A=1"), ["WorkingDir"] = "/tmp", ["User"] = "redis" },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)Importer.DigestOf(layer))]) },
        };
        config?.Invoke(file);
        var manifest = Blob(Json(new JsonObject { ["schemaVersion"] = 2, ["config"] = Blob(Json(file), "application/vnd.oci.image.config.v1+json"), ["layers"] = new JsonArray([.. blobs.Select(blob => blob.DeepClone())]) }), "application/vnd.oci.image.manifest.v1+json");
        if (reference is not null) manifest["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = reference };
        manifest["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = architecture ?? ThisMachine };
        _manifests.Add(manifest);
        File.WriteAllBytes(Path.Combine(path, "index.json"), Json(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = _manifests.DeepClone() }));
        return [.. blobs.Select(blob => (string)blob["digest"]!)];
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    public static byte[] Zstd(byte[] content)
    {
        using var compressor = new ZstdSharp.Compressor();
        return compressor.Wrap(content).ToArray();
    }

    private JsonObject Blob(byte[] content, string type)
    {
        var digest = Importer.DigestOf(content);
        Directory.CreateDirectory(Path.Combine(path, "blobs/sha256"));
        File.WriteAllBytes(BlobPath(digest), content);
        return new() { ["mediaType"] = type, ["digest"] = digest, ["size"] = content.Length };
    }

    private static byte[] Json(JsonObject document) => System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
}
