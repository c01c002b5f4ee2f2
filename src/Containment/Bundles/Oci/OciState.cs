namespace Containment.Bundles.Oci;

/// <summary>The state of a container as hooks and listeners are told it (runtime.md, "State").</summary>
internal sealed record OciState
{
    public const string Creating = "creating", Created = "created", Running = "running", Stopped = "stopped";

    public string OciVersion { get; init; } = RuntimeSpec.Version;
    public string Id { get; init; } = "";
    public string Status { get; init; } = Creating;

    /// <summary>The first process, as whoever is told sees it; null when there is none.</summary>
    public int? Pid { get; init; }

    public string Bundle { get; init; } = "";
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
