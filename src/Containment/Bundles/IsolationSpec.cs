namespace Containment.Bundles;

/// <summary>What a container sees of the machine: its namespaces, host name and mounts. Mount, pid, uts, ipc and cgroup namespaces are always its own.</summary>
public sealed record IsolationSpec
{
    /// <summary>The host name; null is the container's id.</summary>
    public string? HostName { get; init; }

    /// <summary>A user namespace of its own: root inside is nobody outside. Default true.</summary>
    public bool UserNamespace { get; init; } = true;

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
}
