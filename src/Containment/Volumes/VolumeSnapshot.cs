namespace Containment;

/// <summary>What a volume was at a moment.</summary>
/// <param name="Name">Its name, one of a kind in its volume.</param>
/// <param name="TakenAt">When.</param>
/// <param name="Size">The volume's size then, in bytes; null where it had none.</param>
public sealed record VolumeSnapshot(string Name, DateTimeOffset TakenAt, long? Size);
