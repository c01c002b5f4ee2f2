using System.Runtime.InteropServices;

namespace Containment.Images.Oci;

/// <summary>Which of an index's images is for this machine. Pure.</summary>
internal static class PlatformChoice
{
    // Go's names of architectures.
    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    /// <summary>The first that is, or does not say for which it is; an index among them may have it inside.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>.</exception>
    public static BlobDescriptor Among(IReadOnlyList<BlobDescriptor> manifests, string subject)
    {
        if (manifests.FirstOrDefault(manifest => manifest.Platform is null or { Os: "linux" } && (manifest.Platform is null || manifest.Platform.Architecture == Architecture)) is { } fitting) return fitting;
        var others = string.Join(", ", manifests.Select(manifest => $"{manifest.Platform?.Os}/{manifest.Platform?.Architecture}"));
        throw new ContainmentException(FailureReason.Unsupported, subject, $"{subject} has no image for linux/{Architecture}, only for {(others.Length > 0 ? others : "nothing")}");
    }

    public static bool IsIndex(string? mediaType) =>
        mediaType is not null && (mediaType.EndsWith(".image.index.v1+json", StringComparison.Ordinal) || mediaType.EndsWith(".manifest.list.v2+json", StringComparison.Ordinal));
}
