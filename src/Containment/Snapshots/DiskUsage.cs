namespace Containment.Snapshots;

/// <summary>What a container's own files take of its quota.</summary>
/// <param name="Used">In bytes. Of an image, what its file system keeps for itself is in it.</param>
/// <param name="Total">In bytes, as df shows it inside; of an image that is less than its size, as its file system needs some of it.</param>
public readonly record struct DiskUsage(long Used, long Total);
