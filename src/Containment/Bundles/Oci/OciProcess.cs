using System.Text.Json.Serialization;

namespace Containment.Bundles.Oci;

/// <summary>The container's process (config.md, "Process").</summary>
internal sealed record OciProcess
{
    public bool Terminal { get; init; }
    public OciConsoleSize? ConsoleSize { get; init; }
    public string Cwd { get; init; } = "";
    public IReadOnlyList<string>? Env { get; init; }
    public IReadOnlyList<string>? Args { get; init; }
    public OciUser User { get; init; } = new();
    public OciCapabilities? Capabilities { get; init; }
    public IReadOnlyList<OciRlimit>? Rlimits { get; init; }
    public bool NoNewPrivileges { get; init; }
    public string? ApparmorProfile { get; init; }
    public int? OomScoreAdj { get; init; }
    public string? SelinuxLabel { get; init; }
    public OciScheduler? Scheduler { get; init; }
    public OciIoPriority? IoPriority { get; init; }

    [JsonPropertyName("execCPUAffinity")]
    public OciCpuAffinity? ExecCpuAffinity { get; init; }
}
