namespace Containment.Migration.Planning;

/// <summary>What an estimate is made from.</summary>
/// <param name="BaseBytes">What the target lacks of its base.</param>
/// <param name="FileBytes">Its own files.</param>
/// <param name="MemoryBytes">What its processes use.</param>
/// <param name="BytesPerSecond">What the link carries; null: not known.</param>
/// <param name="DirtyBytesPerSecond">How fast memory changes; null: not measured.</param>
internal sealed record EstimateFacts(long BaseBytes, long FileBytes, long MemoryBytes, long? BytesPerSecond, long? DirtyBytesPerSecond);
