namespace Containment.Bundles.Oci;

/// <summary>What comes with a filter's listener (config-linux.md, "The Container Process State").</summary>
internal sealed record OciProcessState
{
    public string OciVersion { get; init; } = RuntimeSpec.Version;

    /// <summary>What the descriptors are that come along, in order.</summary>
    public IReadOnlyList<string> Fds { get; init; } = ["seccompFd"];

    public int Pid { get; init; }
    public string? Metadata { get; init; }
    public OciState State { get; init; } = new();
}
