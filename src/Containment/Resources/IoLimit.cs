namespace Containment.Resources;

/// <summary>How fast a container may use one block device. What is null is left as it is.</summary>
public sealed record IoLimit(BlockDevice Device)
{
    /// <summary>Bytes read a second.</summary>
    public IoRate? ReadBytes { get; init; }

    /// <summary>Bytes written a second.</summary>
    public IoRate? WriteBytes { get; init; }

    /// <summary>Read operations a second.</summary>
    public IoRate? ReadOperations { get; init; }

    /// <summary>Write operations a second.</summary>
    public IoRate? WriteOperations { get; init; }
}
