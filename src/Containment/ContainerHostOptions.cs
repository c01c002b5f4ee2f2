using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Containment;

/// <summary>Where a host keeps its things. Two processes may use the same directories at once.</summary>
public sealed record ContainerHostOptions
{
    /// <summary>
    /// What must survive a reboot: descriptions, file systems, logs. Default <c>/var/lib/containment</c>; for an ordinary user
    /// <c>$XDG_DATA_HOME/containment</c>, which is <c>~/.local/share/containment</c> where that is not set.
    /// </summary>
    /// <exception cref="InvalidSpecException">There is no default: an ordinary user without a home directory.</exception>
    public string StateDirectory { get => field ?? DefaultDirectories.State; init => field = Absolute(value, nameof(StateDirectory)); }

    /// <summary>
    /// What may go at a reboot: sockets, process ids. Default <c>/run/containment</c>; for an ordinary user <c>$XDG_RUNTIME_DIR/containment</c>.
    /// At most 60 bytes (unix(7) limits socket paths).
    /// </summary>
    /// <exception cref="InvalidSpecException">There is no default: an ordinary user without XDG_RUNTIME_DIR.</exception>
    public string RuntimeDirectory { get => field ?? DefaultDirectories.Runtime; init => field = Short(Absolute(value, nameof(RuntimeDirectory))); }

    /// <summary>
    /// The cgroup below which containers get theirs; null (the default) is the process's own. <c>/a/b</c> is counted from
    /// the top of each hierarchy, <c>a/b</c> from the process's own cgroup. It is made where it is missing, and never removed.
    /// </summary>
    public string? CgroupParent { get; init => field = value is null || value.Trim('/').Split('/').All(part => part is not ("" or "." or "..")) ? value?.TrimEnd('/') : throw new InvalidSpecException(nameof(CgroupParent), value, "a path without . and .."); }

    /// <summary>
    /// On machines with cgroup v1 a process can only be moved into its cgroups, which takes 5 to 30 ms when the last move is
    /// a while ago. True switches the kernel to its favordynmods mode (Linux 6.0), in which it takes microseconds and forks
    /// cost a little more, for the whole machine: while the host is open; from Linux 6.18 on until the next boot. Default false.
    /// </summary>
    public bool FavorQuickCgroupMoves { get; init; }

    /// <summary>The first host user and group id given to containers with a user namespace. Default 100,000; must be 65,536 or more.</summary>
    public uint FirstSubordinateId { get; init => field = value >= 65536 ? value : throw new InvalidSpecException(nameof(FirstSubordinateId), value, "65536 or more"); } = 100_000;

    /// <summary>Where configurations of networks of other makers are (Container Network Interface). Default <c>/etc/cni/net.d</c>.</summary>
    public string CniDirectory { get; init => field = Absolute(value, nameof(CniDirectory)); } = "/etc/cni/net.d";

    /// <summary>Directories with CNI plugins, as in PATH. Default: those of Debian's package containernetworking-plugins, and the usual one.</summary>
    public string CniPluginPath { get; init => field = value is { Length: > 0 } ? value : throw new InvalidSpecException(nameof(CniPluginPath), value, "directories"); } = "/usr/lib/cni:/opt/cni/bin";

    /// <summary>
    /// Where vendors describe devices (files *.json of the Container Device Interface); of two that describe one device that of the later directory counts.
    /// Default <c>/etc/cdi</c>, then <c>/var/run/cdi</c>.
    /// </summary>
    public IReadOnlyList<string> CdiDirectories { get; init => field = value is null ? field : [.. value.Select(path => Absolute(path, nameof(CdiDirectories)))]; } = ["/etc/cdi", "/var/run/cdi"];

    /// <summary>What a layer of an image may grow to when it is unpacked.</summary>
    public UnpackLimits UnpackLimits { get; init; } = new();

    /// <summary>Where logs go. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    private static string Absolute(string path, string field) =>
        Path.IsPathFullyQualified(path) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) : throw new InvalidSpecException(field, path, "an absolute path");

    private static string Short(string path) =>
        path.Length <= 60 ? path : throw new InvalidSpecException(nameof(RuntimeDirectory), path, "at most 60 bytes");
}
