using System.Text.Json.Serialization;

namespace Containment.Backups.Restic;

/// <summary>A line that restic writes while it works, of any kind (restic.readthedocs.io, "Scripting"); each kind has some of these.</summary>
internal sealed record ResticLine
{
    [JsonPropertyName("message_type")]
    public string? Kind { get; init; }

    [JsonPropertyName("total_bytes")]
    public long TotalBytes { get; init; }

    [JsonPropertyName("bytes_done")]
    public long BytesDone { get; init; }

    [JsonPropertyName("files_new")]
    public long FilesNew { get; init; }

    [JsonPropertyName("files_changed")]
    public long FilesChanged { get; init; }

    [JsonPropertyName("data_added")]
    public long DataAdded { get; init; }

    [JsonPropertyName("total_bytes_processed")]
    public long BytesProcessed { get; init; }

    [JsonPropertyName("snapshot_id")]
    public string? Snapshot { get; init; }
}

/// <summary>A snapshot as restic lists it.</summary>
internal sealed record ResticSnapshot
{
    public required string Id { get; init; }
    public required DateTimeOffset Time { get; init; }
    public string Hostname { get; init; } = "";
    public IReadOnlyList<string> Paths { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Which handing over it is; null where it is only a backup.</summary>
    public string? HandOver => Tagged(ResticArguments.HandOver);

    /// <summary>Of a mark: which host has taken what was handed over.</summary>
    public string? TakenBy => Tagged(ResticArguments.TakenBy);

    /// <summary>The directory in it that has the container's own files and what it is; the others are what it stands on. Null where it is none of ours.</summary>
    public string? Stage => ToBackup() is { } backup ? Paths.FirstOrDefault(path => path.EndsWith($"/{Taking.BackupStage.Home}/{backup.Container}", StringComparison.Ordinal)) : null;

    /// <summary>Null where it is none of ours.</summary>
    public Backup? ToBackup() =>
        ContainerId.TryParse(Tagged(ResticArguments.Of), null, out var container) && Id.Length >= 8
            ? new(Id[..8], container, Hostname, Time, Tags.Contains(ResticArguments.MemoryTag)) { HandedOver = HandOver is not null } : null;

    private string? Tagged(string prefix) => Tags.FirstOrDefault(tag => tag.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
}

/// <summary>What a repository says of itself.</summary>
internal sealed record ResticConfig
{
    /// <summary>One of a kind, whatever address it is reached by.</summary>
    public required string Id { get; init; }
}

/// <summary>How large something is.</summary>
internal sealed record ResticStats
{
    [JsonPropertyName("total_size")]
    public long TotalSize { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ResticLine))]
[JsonSerializable(typeof(IReadOnlyList<ResticSnapshot>))]
[JsonSerializable(typeof(ResticConfig))]
[JsonSerializable(typeof(ResticStats))]
internal sealed partial class ResticJson : JsonSerializerContext;
