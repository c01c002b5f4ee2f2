using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Containment.Images.Layers;

namespace Containment.Images.Oci;

/// <summary>The config and the manifest of an image, as they are written. Pure: the same image gives the same bytes.</summary>
internal static class ImageDocuments
{
    /// <summary>Go's name of this machine's architecture.</summary>
    public static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    /// <param name="process">How it is run.</param>
    /// <param name="layers">The digests of its uncompressed layers, bottom layer first.</param>
    /// <param name="created">When it was made.</param>
    /// <param name="createdBy">By what, for each layer.</param>
    public static byte[] Config(ImageConfig process, IReadOnlyList<Digest> layers, DateTimeOffset created, string createdBy)
    {
        var time = created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return JsonSerializer.SerializeToUtf8Bytes(new ConfigFile
        {
            Created = time,
            Architecture = Architecture,
            Os = "linux",
            Config = ConfigFileProcess.Of(process),
            Rootfs = new() { Type = "layers", DiffIds = [.. layers.Select(layer => layer.ToString())] },
            History = [.. layers.Select(_ => new ConfigFileHistory { Created = time, CreatedBy = createdBy })],
        }, ImageJson.Written.ConfigFile);
    }

    public static byte[] Manifest(BlobDescriptor config, IReadOnlyList<BlobDescriptor> layers) => JsonSerializer.SerializeToUtf8Bytes(
        new ImageManifest { SchemaVersion = 2, MediaType = LayoutWriter.ManifestType, Config = config, Layers = layers }, ImageJson.Written.ImageManifest);
}
