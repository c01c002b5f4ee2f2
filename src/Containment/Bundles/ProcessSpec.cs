namespace Containment.Bundles;

/// <summary>A process to run in a container: the first one, or one by exec.</summary>
public sealed record ProcessSpec
{
    /// <summary>A process that runs <paramref name="command"/>: the program, looked up in the container's PATH, and its arguments.</summary>
    public ProcessSpec(params IReadOnlyList<string> command) =>
        Command = command is [{ Length: > 0 }, ..] && command.All(word => word is not null) ? command : throw new InvalidSpecException("process.args", command?.Count, "at least a program, and no argument that is missing");

    /// <summary>The program and its arguments.</summary>
    public IReadOnlyList<string> Command { get; }

    /// <summary>Environment variables. PATH, HOME and TERM (with a terminal) are set where missing.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The working directory inside the container; absolute. Default <c>/</c>.</summary>
    public string WorkingDirectory { get; init => field = value.StartsWith('/') ? value : throw new InvalidSpecException("process.cwd", value, "an absolute path"); } = "/";

    /// <summary>Who runs it: <c>uid</c>, <c>uid:gid</c> or a name from the container's /etc/passwd. Default root.</summary>
    public string User { get; init; } = "0";

    /// <summary>Gives it a pseudo-terminal instead of three pipes.</summary>
    public bool Terminal { get; init; }

    /// <summary>The capabilities it keeps (capabilities(7), as in <c>CAP_CHOWN</c>); null is <see cref="DefaultCapabilities"/>.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>What a container's root may do when nothing else is said.</summary>
    public static IReadOnlyList<string> DefaultCapabilities { get; } =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SETFCAP",
        "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT", "CAP_AUDIT_WRITE", "CAP_NET_RAW",
    ];
}
