namespace Containment.Resources;

/// <summary>What a change of limits achieved. <paramref name="Limits"/> are those in force now, read back from the kernel.</summary>
/// <param name="Limits">The limits in force.</param>
/// <param name="Memory">How far lowering the memory got; null where nothing had to be reclaimed.</param>
public sealed record SetResult(ResourceLimits Limits, MemoryLowering? Memory)
{
    /// <summary>True when everything asked for is in force.</summary>
    public bool Complete => Memory is null or { Complete: true };
}
