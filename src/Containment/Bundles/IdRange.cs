namespace Containment.Bundles;

/// <summary>
/// The host ids that a container's ids are mapped to: id 0 inside is <paramref name="First"/> outside, and so on.
/// </summary>
internal readonly record struct IdRange(uint First, uint Count = 65536);
