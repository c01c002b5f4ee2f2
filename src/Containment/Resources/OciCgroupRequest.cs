using Containment.Bundles.Oci;

namespace Containment.Resources;

/// <summary>The cgroup that a runtime is asked for.</summary>
/// <param name="Id">The container's name: that of its cgroup when no path is given.</param>
internal sealed record OciCgroupRequest(string Id)
{
    /// <summary>linux.cgroupsPath: absolute counts from where each hierarchy is mounted, relative from this process's own cgroup; for systemd <c>slice:prefix:name</c>.</summary>
    public string? CgroupsPath { get; init; }

    /// <summary>linux.resources.</summary>
    public OciResources? Resources { get; init; }

    /// <summary>Whether systemd makes the cgroup, as a scope.</summary>
    public bool Systemd { get; init; }

    /// <summary>Whether an ordinary user asks: hierarchies that aren't theirs are left out when nothing names a path.</summary>
    public bool Rootless { get; init; }
}
