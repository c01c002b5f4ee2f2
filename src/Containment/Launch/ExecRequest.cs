using Containment.Bundles;
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

    /// <summary>Where the container's ids are mapped to; null without a user namespace.</summary>
    public IdRange? Ids { get; init; }

    /// <summary>What the machine has. Default: this one.</summary>
    public MachineFacts Machine { get; init; } = MachineFacts.Current;

    internal bool UserNamespace => Ids is not null;
    internal long HostUid => (Ids?.First ?? 0) + (long)Process.User.Uid;
    internal long HostGid => (Ids?.First ?? 0) + (long)Process.User.Gid;
}
