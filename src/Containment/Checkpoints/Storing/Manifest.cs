using System.Text.Json;
using Containment.Checkpoints.Dumping;

namespace Containment.Checkpoints.Storing;

/// <summary>What a checkpoint is: manifest.json in its directory, written last.</summary>
internal sealed record Manifest
{
    public const int CurrentVersion = 1;

    public required int Version { get; init; }
    public required string Container { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>How long the container stood still, in microseconds.</summary>
    public required long FreezeMicroseconds { get; init; }

    /// <summary>The ownership epoch then.</summary>
    public required long Epoch { get; init; }

    /// <summary>What the root source below its own layer was.</summary>
    public required string? BaseDigest { get; init; }

    /// <summary>The snapshot that it stood on then; null: none.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Its description as it was stored (container.json).</summary>
    public required JsonElement Spec { get; init; }

    public required ImageFacts Facts { get; init; }

    /// <summary>The images, in the order of their names.</summary>
    public required IReadOnlyList<ManifestFile> Images { get; init; }

    /// <summary><see cref="Storing.LayerDigest"/> of the container's own files.</summary>
    public required string LayerDigest { get; init; }

    public required long LayerBytes { get; init; }

    public Checkpoint ToCheckpoint() => new(Container, Name, TakenAt, Facts.Kernel, Facts.Criu.ToString(), Images.Sum(image => image.Size), LayerBytes, TimeSpan.FromMicroseconds(FreezeMicroseconds));
}

/// <summary>A file of the images.</summary>
/// <param name="Name">In the directory of the images.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Of its content, in hexadecimal.</param>
internal sealed record ManifestFile(string Name, long Size, string Sha256);
