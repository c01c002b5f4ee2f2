using Containment.Bundles;

namespace Containment.Daemon.Api;

/// <summary>One more process in a container.</summary>
/// <param name="Command">The program and its arguments.</param>
internal sealed record ExecRequest(IReadOnlyList<string> Command)
{
    public Dictionary<string, string> Environment { get; set; } = [];

    public string WorkingDirectory { get; set; } = "/";

    public string User { get; set; } = "0";

    /// <summary>What it reads from standard input.</summary>
    public string Input { get; set; } = "";

    public ProcessSpec ToSpec() => new(Given.All("command", Command)) { Environment = Given.All("environment", Environment), WorkingDirectory = WorkingDirectory, User = User };
}

/// <summary>How it ended and what it wrote; <paramref name="Truncated"/> when that was more than 1 MiB.</summary>
internal sealed record ExecView(int ExitCode, string Output, string Error, bool Truncated);
