using System.Security.Cryptography;

namespace Containment.Checkpoints.Storing;

/// <summary>The files of saved processes, with what tells whether they are still the same.</summary>
internal static class ImageDigests
{
    public static IReadOnlyList<ManifestFile> Of(string images) =>
    [
        .. new DirectoryInfo(images).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => new ManifestFile(file.Name, file.Length, Digest(file.FullName))),
    ];

    /// <summary>Reads all again and compares.</summary>
    /// <exception cref="ContainmentException">Corrupt, naming what differs.</exception>
    public static void Verify(string images, IReadOnlyList<ManifestFile> expected, CancellationToken cancellationToken)
    {
        foreach (var image in expected)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = new FileInfo(Path.Combine(images, Path.GetFileName(image.Name)));
            if (!file.Exists) throw Damaged(file.FullName, "is missing");
            if (file.Length != image.Size || Digest(file.FullName) != image.Sha256) throw Damaged(file.FullName, "is not what it was when it was saved");
        }
    }

    private static ContainmentException Damaged(string path, string what) => new(FailureReason.Corrupt, path, $"{path} {what}");

    private static string Digest(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
