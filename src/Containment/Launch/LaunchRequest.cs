using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Networks;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Launch;

/// <summary>All that a launch needs to know. Everything named here exists already, but the socket, the exit record and the log.</summary>
internal sealed record LaunchRequest
{
    public required ContainerId Id { get; init; }
    public required RuntimeSpec Spec { get; init; }
    public required RootLayers Root { get; init; }

    /// <summary>Where ids are mapped to; null without a user namespace.</summary>
    public IdRange? Ids { get; init; }

    public required CgroupPlacement Cgroup { get; init; }
    public IReadOnlyList<NetworkStep> Network { get; init; } = [];
    public FirstProcess FirstProcess { get; init; } = FirstProcess.Command;

    /// <summary>Where the keeper listens: at most 107 bytes (unix(7)). Left over from a dead keeper, it is replaced.</summary>
    public required string SocketPath { get; init; }

    /// <summary>Where the keeper writes how the first process ended.</summary>
    public required string ExitPath { get; init; }

    public required string LogPath { get; init; }

    /// <summary>At this size in bytes the log is renamed to <c>log.1</c> and begun anew.</summary>
    public long LogLimit { get; init; } = 16 << 20;

    /// <summary>The kernel it is compiled for. Default: the running one.</summary>
    public Version Kernel { get; init; } = Environment.OSVersion.Version;

    /// <summary>Any directory that exists: the root is attached to it in the container's own mount namespace, so nobody else sees it there.</summary>
    public required string MountPoint { get; init; }
}
