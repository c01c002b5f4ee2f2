namespace Containment;

/// <summary>A container that has a volume, whether it runs or not.</summary>
/// <param name="Container">The container.</param>
/// <param name="ReadOnly">Whether it only reads.</param>
public sealed record VolumeUse(ContainerId Container, bool ReadOnly);
