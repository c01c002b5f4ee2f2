using System.Text.Json.Serialization;

namespace Containment.Images.Oci;

/// <summary>How to run an image; these keys begin with capitals.</summary>
internal sealed record ConfigFileProcess
{
    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string?>? Entrypoint { get; init; }

    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string?>? Cmd { get; init; }

    [JsonPropertyName("Env")]
    public IReadOnlyList<string?>? Env { get; init; }

    [JsonPropertyName("WorkingDir")]
    public string? WorkingDir { get; init; }

    [JsonPropertyName("User")]
    public string? User { get; init; }

    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; init; }

    /// <summary>The same, to be written.</summary>
    public static ConfigFileProcess Of(ImageConfig config) => new()
    {
        Entrypoint = config.Entrypoint.Count > 0 ? config.Entrypoint : null,
        Cmd = config.Cmd.Count > 0 ? config.Cmd : null,
        Env = config.Env.Count > 0 ? config.Env : null,
        WorkingDir = config.WorkingDir,
        User = config.User,
        StopSignal = config.StopSignal,
    };

    public ImageConfig ToConfig() => new()
    {
        Entrypoint = Plain(Entrypoint),
        Cmd = Plain(Cmd),
        Env = Plain(Env),
        WorkingDir = WorkingDir is "" ? null : WorkingDir,
        User = User is "" ? null : User,
        StopSignal = StopSignal is "" ? null : StopSignal,
    };

    private static IReadOnlyList<string> Plain(IReadOnlyList<string?>? list) => list is null ? [] : [.. list.OfType<string>()];
}
