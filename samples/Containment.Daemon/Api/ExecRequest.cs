namespace Containment.Daemon.Api;

/// <summary>One more process in a container.</summary>
internal sealed record ExecRequest(IReadOnlyList<string> Command)
{
    public string User { get; set; } = "0";

    /// <summary>What it reads from standard input.</summary>
    public string Input { get; set; } = "";
}

/// <summary>How it ended and what it wrote.</summary>
internal sealed record ExecView(int ExitCode, string Output, string Error);
