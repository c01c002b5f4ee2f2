namespace Containment.Checkpoints.Criu;

/// <summary>Which CRIU is used: the one that CONTAINMENT_CRIU names, else <c>criu</c> in PATH.</summary>
internal sealed record CriuProgram(string Path)
{
    public const string Variable = "CONTAINMENT_CRIU";

    /// <summary>The oldest version that understands all that it is asked.</summary>
    public static readonly Version Oldest = new(4, 0);

    private const string Remedy = "install the package criu (apt install criu), 4.0 or newer, on Linux 6.16 and later 4.2 or newer, or let CONTAINMENT_CRIU name such a program";

    /// <exception cref="ContainmentException"><see cref="FailureReason.ToolMissing"/>.</exception>
    public static CriuProgram Find() => Find(Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable("PATH"));

    /// <summary>This one, or without a name the one that is found.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.ToolMissing"/>.</exception>
    public static CriuProgram Choose(string? path) => path is null ? Find() : Find(path.Contains('/') ? System.IO.Path.GetFullPath(path) : null, Environment.GetEnvironmentVariable("PATH"));

    public static CriuProgram Find(string? named, string? searchPath)
    {
        if (!string.IsNullOrEmpty(named))
            return ExternalProgram.IsProgram(named) ? new(named) : throw new ContainmentException(FailureReason.ToolMissing, "criu", $"{Variable} is {named}, which is no program; {Remedy}");
        return ExternalProgram.Find("criu", searchPath) is { } found ? new(found) : throw new ContainmentException(FailureReason.ToolMissing, "criu", $"criu is not in PATH; {Remedy}");
    }

    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>.</exception>
    public static void Accept(Version version)
    {
        if (version < Oldest) throw new ContainmentException(FailureReason.Unsupported, "criu", $"CRIU {version} is too old; {Remedy}");
    }
}
