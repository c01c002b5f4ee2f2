namespace Containment.Images;

/// <summary>What a collection of garbage leaves.</summary>
public sealed record CollectOptions
{
    /// <summary>How long packages of image builds are kept that no build has installed. Default 30 days. What is gone is fetched again when a build needs it.</summary>
    /// <exception cref="InvalidSpecException">Below zero.</exception>
    public TimeSpan KeepPackages { get; init => field = value >= TimeSpan.Zero ? value : throw new InvalidSpecException(nameof(KeepPackages), value, "zero or more"); } = TimeSpan.FromDays(30);
}
