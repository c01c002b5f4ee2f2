using System.Text.Json.Serialization;

namespace Containment.Volumes.Storing;

/// <summary>What a host knows of a volume, in STATE/volumes/NAME/volume.json. Changed only under the volume's lock.</summary>
internal sealed record VolumeRecord
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;
    public required VolumeKind Kind { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public long? Size { get; init; }
    public bool Thin { get; init; }

    /// <summary>Whether it takes all its room on the host's disk at once.</summary>
    [JsonIgnore]
    public bool Reserves => !Thin && Kind != VolumeKind.Directory;

    public IReadOnlyList<VolumeUse> Users { get; init => field = value ?? []; } = [];
    public IReadOnlyList<VolumeSnapshot> Snapshots { get; init => field = value ?? []; } = [];
}

/// <summary>How records are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(TextJsonConverter<ContainerId>)])]
[JsonSerializable(typeof(VolumeRecord))]
internal sealed partial class VolumeJson : JsonSerializerContext;
