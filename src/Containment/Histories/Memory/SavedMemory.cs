using System.Text.Json.Serialization;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Storing;

namespace Containment.Histories.Memory;

/// <summary>The memory of a snapshot: memory.json in its directory, whose digest is in the container's state.</summary>
/// <param name="Facts">What a restore must know.</param>
/// <param name="Images">The images, in the order of their names.</param>
internal sealed record SavedMemory(ImageFacts Facts, IReadOnlyList<ManifestFile> Images);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SavedMemory))]
[JsonSerializable(typeof(ImageStamps))]
internal sealed partial class MemoryJson : JsonSerializerContext;
