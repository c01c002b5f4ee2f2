using Containment.Bundles.Oci;
using Containment.Resources;

namespace Containment.Launch;

/// <summary>A further process in a container that runs.</summary>
internal sealed record ExecRequest
{
    /// <summary>The container's first process, as the host sees it.</summary>
    public required int InitPid { get; init; }

    public required OciProcess Process { get; init; }
    public required CgroupPlacement Cgroup { get; init; }

    /// <summary>Whether the container has a user namespace.</summary>
    public required bool UserNamespace { get; init; }
}
