namespace Containment.Containers;

/// <summary>How to run one more process in a container.</summary>
public sealed record ExecOptions
{
    /// <summary>The window of its terminal, where <see cref="Bundles.ProcessSpec.Terminal"/> gives it one. Default 80 × 24.</summary>
    public TerminalSize Size { get; init; } = new(80, 24);
}
