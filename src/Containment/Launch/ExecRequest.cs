using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Launch.Plans;
using Containment.Resources;

namespace Containment.Launch;

/// <summary>A further process in a container that runs.</summary>
internal sealed record ExecRequest
{
    /// <summary>The container's first process, as the host sees it.</summary>
    public required int InitPid { get; init; }

    /// <summary>The first process comes by descriptor (pidfd_open(2)), the last of those that are given: its number may mean another one by then.</summary>
    public bool InitGiven { get; init; }

    public required OciProcess Process { get; init; }
    public required CgroupPlacement Cgroup { get; init; }

    /// <summary>How the container's ids are ids here; null when it is in this process's own user namespace.</summary>
    public IdMaps? Ids { get; init; }

    /// <summary>Where its streams lead; kept, or for <see cref="Launcher.DetachAsync"/>.</summary>
    public LaunchStreams Streams { get; init; } = new LaunchStreams.Kept();

    /// <summary>The container's name, after which its session keyring is called; null: a keyring without a name.</summary>
    public string? Id { get; init; }

    /// <summary>The container's filter, which this process gets too.</summary>
    public OciSeccomp? Seccomp { get; init; }

    /// <summary>Who the container is, for whoever listens to the filter. Null: its id alone.</summary>
    public OciState? State { get; init; }

    /// <summary>What the machine has. Default: this one.</summary>
    public MachineFacts Machine { get; init; } = MachineFacts.Current;

    /// <summary>What whoever launches may do. Default: what this process may.</summary>
    public LaunchPowers Powers { get; init; } = LaunchPowers.Current;

    /// <summary>Whether the kernel may merge its pages with equal ones (PR_SET_MEMORY_MERGE), and those of all that come from it.</summary>
    public bool MergeMemory { get; init; }

    /// <summary>The namespaces (CLONE_NEW…) that the container shares with whoever launches; root joins them all the same.</summary>
    public long Shared { get; init; }

    internal bool UserNamespace => Ids is not null;
    internal bool Kept => Streams is LaunchStreams.Kept;

    /// <summary>The process's user by the ids of the keeper, who may be in the container's user namespace by then.</summary>
    internal (long Uid, long Gid) Owner
    {
        get
        {
            var (uid, gid) = (Ids?.Uid(Process.User.Uid) ?? Process.User.Uid, Ids?.Gid(Process.User.Gid) ?? Process.User.Gid);
            return Powers.Mounts ? (uid, gid) : (Process.User.Uid, Process.User.Gid);
        }
    }
}
