using System.Text.Json;
using System.Text.Json.Serialization;
using Containment.Bundles;
using Containment.Histories.Memory;

namespace Containment.Backups.Taking;

/// <summary>What a backup is: backup.json, beside <c>upper/</c> with the container's own files, <c>volumes/NAME/</c> with those of its volumes, and <c>memory/</c> with its processes.</summary>
internal sealed record BackupNote
{
    public const int CurrentVersion = 1;
    public const string FileName = "backup.json";

    public required int Version { get; init; }
    public required string Container { get; init; }
    public required DateTimeOffset TakenAt { get; init; }
    public required long FreezeMicroseconds { get; init; }

    /// <summary>Its description as it is stored (container.json), with the limits that it has now.</summary>
    public required JsonElement Spec { get; init; }

    /// <summary>The host ids that its files were mapped to; null without a user namespace.</summary>
    public IdRange? Ids { get; init; }

    /// <summary>What its root source was, exactly.</summary>
    public string? Digest { get; init; }

    /// <summary>The directories below its own files, top first; they are in the backup too.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>Where unpacked layers are kept there: what lies in it is named by its digest.</summary>
    public required string LayerHome { get; init; }

    /// <summary>Tells which machine it was (machine-id(5)).</summary>
    public required string Machine { get; init; }

    /// <summary>The digest of all names in upper/ with what is known of them.</summary>
    public required string Seal { get; init; }

    /// <summary>The volumes that it writes to.</summary>
    public IReadOnlyList<VolumeNote> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>Null without memory.</summary>
    public SavedMemory? Memory { get; init; }

    /// <summary>Null where the container stayed where it was.</summary>
    public HandedOver? HandOver { get; init; }
}

/// <summary>That a container is handed over.</summary>
/// <param name="Id">One of a kind.</param>
/// <param name="Epoch">The epoch of its ownership at the host that takes it.</param>
internal sealed record HandedOver(string Id, long Epoch);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(BackupNote))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class BackupJson : JsonSerializerContext;
