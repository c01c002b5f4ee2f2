namespace Containment.Images.Recipes;

/// <summary>mmdebstrap, as it is found in PATH.</summary>
internal sealed record BootstrapProgram(string Path)
{
    /// <exception cref="ContainmentException"><see cref="FailureReason.ToolMissing"/>.</exception>
    public static BootstrapProgram Find() => Find(Environment.GetEnvironmentVariable("PATH"));

    public static BootstrapProgram Find(string? searchPath)
    {
        foreach (var directory in (searchPath ?? "/usr/local/bin:/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var candidate = System.IO.Path.Combine(directory, "mmdebstrap");
            if (candidate.StartsWith('/') && File.Exists(candidate)) return new(candidate);
        }
        throw new ContainmentException(FailureReason.ToolMissing, "mmdebstrap", "mmdebstrap is not in PATH, and images are built with it; install the package mmdebstrap (apt install mmdebstrap)");
    }
}
