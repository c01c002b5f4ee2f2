using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Launch.Plans;
using Containment.Networks;
using Containment.Resources;
using Containment.Volumes;

namespace Containment.Launch;

/// <summary>All that a launch needs to know. Everything named here exists already, but the sockets, the exit record and the log.</summary>
internal sealed record LaunchRequest
{
    /// <summary>The container's name; of an OCI runtime's container, in whatever letters its caller has chosen.</summary>
    public required string Id { get; init; }
    public required RuntimeSpec Spec { get; init; }
    public required LaunchRoot Root { get; init; }

    /// <summary>Where ids are mapped to; null without a user namespace.</summary>
    public IdRange? Ids { get; init; }

    /// <summary>The ids of a user namespace that is joined; null: they are looked up when it is compiled.</summary>
    public IdMaps? JoinedIds { get; init; }

    public required CgroupPlacement Cgroup { get; init; }
    public IReadOnlyList<NetworkStep> Network { get; init; } = [];

    /// <summary>Whether others make links before it goes on, at <see cref="LaunchPause.CreateRuntime"/>.</summary>
    public bool AwaitsNetwork { get; init; }

    /// <summary>Ready to be mounted, after all that the specification mounts.</summary>
    public IReadOnlyList<OpenVolume> Volumes { get; init; } = [];

    /// <summary>Whether it is to see all its cgroups, those of version 1 too, also where its root is made of layers: it will make its own below.</summary>
    public bool OwnHierarchies { get; init; }

    public FirstProcess FirstProcess { get; init; } = FirstProcess.Command;

    /// <summary>The keeper's files; null: nobody keeps the process, and it goes to whoever looks after orphans (PR_SET_CHILD_SUBREAPER).</summary>
    public KeeperFiles? Keeper { get; init; }

    /// <summary>Where its streams lead. Without a keeper they can't be kept.</summary>
    public LaunchStreams Streams { get; init; } = new LaunchStreams.Kept();

    /// <summary>Where the process, made but not begun, waits for <see cref="Launcher.BeginAsync"/>; null: it begins at once. Only without a keeper.</summary>
    public string? StartSocket { get; init; }

    /// <summary>Whether it begins in a session keyring of its own (keyrings(7)), instead of sharing that of whoever launches.</summary>
    public bool NewKeyring { get; init; } = true;

    /// <summary>What whoever launches may do. Default: what this process may.</summary>
    public LaunchPowers Powers { get; init; } = LaunchPowers.Current;

    /// <summary>Whether the kernel may merge its pages with equal ones (PR_SET_MEMORY_MERGE), and those of all that come from it.</summary>
    public bool MergeMemory { get; init; }

    /// <summary>Who the container is, for whoever listens to its filter; its pid is filled in. Null: its id alone.</summary>
    public OciState? State { get; init; }

    /// <summary>The kernel it is compiled for. Default: the running one.</summary>
    public Version Kernel { get; init; } = Environment.OSVersion.Version;

    /// <summary>What that machine has. Default: this one.</summary>
    public MachineFacts Machine { get; init; } = MachineFacts.Current;

    /// <summary>Any directory that exists: the root is attached to it in the container's own mount namespace, so nobody else sees it there.</summary>
    public required string MountPoint { get; init; }
}
