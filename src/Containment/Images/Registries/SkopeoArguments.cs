using System.Globalization;

namespace Containment.Images.Registries;

/// <summary>Writes skopeo's command lines. Pure.</summary>
internal static class SkopeoArguments
{
    /// <summary>Copies an image into a layout whose blobs are shared with others'.</summary>
    public static IEnumerable<string> Pull(string source, string layout, string blobs, RegistryAccess access) =>
    [
        .. Policy(access), "copy", "--dest-shared-blob-dir", blobs, "--dest-oci-accept-uncompressed-layers", .. Retries(access), .. At("src-", access, source), source, $"oci:{layout}:image",
    ];

    /// <summary>Copies an image out of such a layout. Manifests and layers go as they are wherever the other side takes them.</summary>
    public static IEnumerable<string> Push(string layout, string blobs, string destination, RegistryAccess access) =>
    [
        .. Policy(access), "copy", "--src-shared-blob-dir", blobs, "--dest-oci-accept-uncompressed-layers", .. Retries(access), .. At("dest-", access, destination), $"oci:{layout}:image", destination,
    ];

    /// <summary>Reads a manifest or an index, as it is.</summary>
    public static IEnumerable<string> Manifest(string source, RegistryAccess access) => [.. Policy(access), "inspect", "--raw", .. Retries(access), .. At("", access, source), source];

    /// <summary>Reads the config of the image for this machine, as it is.</summary>
    public static IEnumerable<string> Config(string source, RegistryAccess access) => [.. Policy(access), "inspect", "--config", "--raw", .. Retries(access), .. At("", access, source), source];

    private static IEnumerable<string> Policy(RegistryAccess access) => access.PolicyFile is { } file ? ["--policy", file] : [];

    private static IEnumerable<string> Retries(RegistryAccess access) => ["--retry-times", access.Retries.ToString(CultureInfo.InvariantCulture)];

    // For inspect the words have no side.
    private static IEnumerable<string> At(string side, RegistryAccess access, string place)
    {
        if (access.AuthFile is { } auth) yield return $"--authfile={auth}";
        if (!place.StartsWith("docker://", StringComparison.Ordinal)) yield break;
        if (access.CertificateDirectory is { } certificates) yield return $"--{side}cert-dir={certificates}";
        if (access.Insecure) yield return $"--{side}tls-verify=false";
    }
}
