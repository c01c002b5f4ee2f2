using Containment.Linux.Namespaces;

namespace Containment.Oci.CommandLine;

/// <summary>What stands before the command.</summary>
/// <param name="Root">Where containers' states are kept.</param>
/// <param name="Log">Where errors are written beside standard error; null for nowhere.</param>
/// <param name="LogJson">True: a JSON object a line; false: text.</param>
/// <param name="SystemdCgroup">Cgroups are made by systemd, and cgroupsPath is <c>slice:prefix:name</c>.</param>
/// <param name="Criu">The criu to checkpoint and restore with; null for the one that is found.</param>
internal sealed record GlobalOptions(string Root, string? Log, bool LogJson, bool SystemdCgroup, string? Criu)
{
    public static readonly Flag DebugFlag = Flag.Switch("debug", "accepted for those who give it: there is nothing more to log");
    public static readonly Flag LogFlag = Flag.Text("log", "set the log file to write logs to (default is standard error)");
    public static readonly Flag LogFormatFlag = Flag.Text("log-format", "set the log format ('text' or 'json')", unless: "text");
    public static readonly Flag RootFlag = Flag.Text("root", "directory for the state of containers; it should be on a tmpfs (default: /run/containment-oci, or $XDG_RUNTIME_DIR/containment-oci of an ordinary user)");
    public static readonly Flag CriuFlag = Flag.Text("criu", "path to the criu that checkpoint and restore use");
    public static readonly Flag SystemdCgroupFlag = Flag.Switch("systemd-cgroup", "let systemd make cgroups; cgroupsPath is then of the form \"slice:prefix:name\"");
    public static readonly Flag RootlessFlag = Flag.Text("rootless", "accepted for those who give it ('true', 'false' or 'auto'): what the caller may do is found out", unless: "auto");
    public static readonly Flag HelpFlag = Flag.Switch("help", "show help", "h");
    public static readonly Flag VersionFlag = Flag.Switch("version", "print the version", "v");

    public static readonly IReadOnlyList<Flag> Flags = [DebugFlag, LogFlag, LogFormatFlag, RootFlag, CriuFlag, SystemdCgroupFlag, RootlessFlag, HelpFlag, VersionFlag];

    /// <exception cref="UsageException">A value that is none.</exception>
    public static GlobalOptions Of(FlagValues values)
    {
        var format = values.Text(LogFormatFlag);
        if (format is not ("text" or "json")) throw new UsageException($"invalid log-format: {format}");
        var rootless = values.Text(RootlessFlag)!;
        if (rootless != "auto" && GoText.Bool(rootless) is null) throw new UsageException($"invalid rootless: {rootless}");
        return new(Path.GetFullPath(values.Text(RootFlag) ?? DefaultRoot()), values.Text(LogFlag), format == "json", values.On(SystemdCgroupFlag),
            values.Text(CriuFlag));
    }

    // Who is root only of a user namespace, as Podman's programs are for an ordinary user, can't write to /run.
    private static string DefaultRoot() =>
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } directory
        && (Self.Standing == Standing.User || Self.Standing == Standing.NamespaceRoot && Environment.GetEnvironmentVariable("USER") != "root")
            ? Path.Combine(directory, HelpText.Program)
            : $"/run/{HelpText.Program}";
}
