namespace Containment.Resources;

/// <summary>
/// Memory is lowered without killing: what is used beyond the new limit is reclaimed first. Where not enough could be, the
/// limit is set as low as it would go.
/// </summary>
/// <param name="Wanted">The limit asked for.</param>
/// <param name="Reached">The limit that is in force now.</param>
/// <param name="UsedBefore">Bytes in use before.</param>
/// <param name="UsedAfter">Bytes in use after.</param>
public sealed record MemoryLowering(MemoryLimit Wanted, MemoryLimit Reached, long UsedBefore, long UsedAfter)
{
    /// <summary>True when the limit asked for is in force (the kernel rounds down to pages).</summary>
    public bool Complete => Reached.Bytes is { } reached && Wanted.Bytes is { } wanted && reached <= wanted;
}
