namespace Containment.Images.Recipes;

/// <summary>mmdebstrap, as it is found in PATH.</summary>
internal sealed record BootstrapProgram(string Path)
{
    /// <exception cref="ContainmentException"><see cref="FailureReason.ToolMissing"/>.</exception>
    public static BootstrapProgram Find() => Find(Environment.GetEnvironmentVariable("PATH"));

    public static BootstrapProgram Find(string? searchPath) => ExternalProgram.Find("mmdebstrap", searchPath) is { } found ? new(found)
        : throw new ContainmentException(FailureReason.ToolMissing, "mmdebstrap", "mmdebstrap is not in PATH, and images are built with it; install the package mmdebstrap (apt install mmdebstrap)");
}
