namespace Containment.Bundles;

/// <summary>What a container sees of the machine: its namespaces, host name and mounts. Mount, pid, uts, ipc and cgroup namespaces are always its own.</summary>
public sealed record IsolationSpec
{
    private const uint Portion = 65_536, MostPortions = 256, NestedPortions = 4;

    /// <summary>The host name; null is the container's id.</summary>
    public string? HostName { get; init; }

    /// <summary>A user namespace of its own: root inside is nobody outside. Default true.</summary>
    public bool UserNamespace { get; init; } = true;

    /// <summary>
    /// Makes it a host of containers of its own, to any depth (docs/nesting.md): it has the capabilities for that, in its own user namespace alone, may make
    /// namespaces and mounts, owns the cgroups below its own, and has /dev/fuse and /dev/net/tun. Needs a user namespace; root of the machine or of such a
    /// container can begin one. Default false.
    /// </summary>
    public bool Nesting { get; init; }

    /// <summary>
    /// How many user and group ids it has, as a multiple of 65,536 and at most 16,777,216; null (the default) is 65,536, and 262,144 with <see cref="Nesting"/>, whose users
    /// need some to give away. Root of the machine alone can give more; elsewhere a container has the ids that its host has.
    /// </summary>
    public uint? IdCount { get; init => field = value is null || value >= Portion && value <= MostPortions * Portion && value % Portion == 0 ? value : throw new InvalidSpecException("isolation.idCount", value, "a multiple of 65536, and at most 16777216"); }

    /// <summary>A time namespace of its own, so that clocks go on after a move. Default false.</summary>
    public bool TimeNamespace { get; init; }

    /// <summary>Whose network it is in. Default: one of its own. In another one, it has no interfaces of its own and can't be saved or moved.</summary>
    public NetworkScope Network { get; init => field = value ?? new NetworkScope.Own(); } = new NetworkScope.Own();

    /// <summary>Mounts the root file system read-only. Default false.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>Which kind of first process it has. Default: the command itself.</summary>
    public FirstProcess FirstProcess { get; init; } = FirstProcess.Command;

    /// <summary>Which system calls its processes may make. Default: <see cref="SeccompProfile.Default"/>.</summary>
    public SeccompProfile Seccomp { get; init; } = SeccompProfile.Default;

    /// <summary>
    /// What it sees of memory, processors, load and uptime. Default: the machine, as the kernel shows it. <see cref="GuestView.Own"/>
    /// has a time namespace (as root of the machine), in which the uptime counts from the start.
    /// </summary>
    public GuestView GuestView { get; init; } = GuestView.Machine;

    /// <summary>Puts what it may use, and each change of that, into the file /run/containment/limits.json inside (docs/guest-view.md). Default false.</summary>
    public bool TellLimits { get; init; }

    /// <summary>Host directories or files, and tmpfs, to mount inside, in order.</summary>
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];

    /// <summary><see cref="IdCount"/>, or what it is by default.</summary>
    internal uint Ids => IdCount ?? (Nesting ? NestedPortions * Portion : Portion);
}
