namespace Containment.Images;

/// <summary>How an image is sent to somewhere else.</summary>
public sealed record PushOptions
{
    /// <summary>Who one is at the registry.</summary>
    public RegistryAccess Access { get; init; } = new();

    /// <summary>Told of what is sent, layer by layer.</summary>
    public IProgress<ImageProgress>? Progress { get; init; }
}
