namespace Containment.Checkpoints.Detached;

/// <summary>How a container without a keeper is brought back. Names and meaning are those of runc's restore.</summary>
internal sealed record BringBackOptions
{
    public bool AutoDedup { get; init; }
    public bool LazyPages { get; init; }
    public string? LsmProfile { get; init; }
    public string? LsmMountContext { get; init; }
    public ConnectionOptions Connections { get; init; } = new();
}
