namespace Containment.Images;

/// <summary>How an image is taken from where it is.</summary>
public sealed record PullOptions
{
    /// <summary>What it is called here; null (the default) is its own name. Sources that are not registries have none, so they need this.</summary>
    public string? Name { get; init; }

    /// <summary>Leaves an image that is here under that name as it is, and asks nobody. Default false: what the name stands for may have changed.</summary>
    public bool OnlyMissing { get; init; }

    /// <summary>Who one is at the registry, in skopeo's own options (containers-auth.json(5)).</summary>
    public RegistryAccess Access { get; init; } = new();

    /// <summary>Told of what arrives and of what is unpacked, several times a second, from more than one thread.</summary>
    public IProgress<ImageProgress>? Progress { get; init; }
}
