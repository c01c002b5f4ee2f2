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

    public static OciProcess From(SpecNode node)
    {
        node.NotNull("terminal", "cwd", "user", "noNewPrivileges");
        return new()
        {
            Terminal = node.Flag("terminal"),
            ConsoleSize = node.Part("consoleSize", OciConsoleSize.From),
            Cwd = node.Text("cwd")!,
            Env = node.Texts("env"),
            Args = node.Texts("args"),
            User = node.Part("user", OciUser.From)!,
            Capabilities = node.Part("capabilities", OciCapabilities.From),
            Rlimits = node.Parts("rlimits", OciRlimit.From),
            NoNewPrivileges = node.Flag("noNewPrivileges"),
            ApparmorProfile = node.Text("apparmorProfile"),
            OomScoreAdj = node.Int32("oomScoreAdj"),
            SelinuxLabel = node.Text("selinuxLabel"),
            Scheduler = node.Part("scheduler", OciScheduler.From),
            IoPriority = node.Part("ioPriority", OciIoPriority.From),
            ExecCpuAffinity = node.Part("execCPUAffinity", OciCpuAffinity.From),
        };
    }
}
