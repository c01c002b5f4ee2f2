namespace Containment.Oci.States;

/// <summary>Where a container's files are.</summary>
internal sealed record StatePaths(string Directory)
{
    public string State => $"{Directory}/state.json";
    public string Config => $"{Directory}/config.json";

    /// <summary>There while the first process waits for start.</summary>
    public string StartSocket => $"{Directory}/start.sock";

    /// <summary>Where a terminal comes to whoever runs the container in the foreground.</summary>
    public string ConsoleSocket => $"{Directory}/console.sock";
}
