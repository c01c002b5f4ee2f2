namespace Containment.Checkpoints.Filling;

/// <summary>Pages that lie one after the other in a process and in the image of its pages.</summary>
/// <param name="Address">Where in the process.</param>
/// <param name="Bytes">How much.</param>
/// <param name="Offset">Where in the image.</param>
/// <param name="Flags">As CRIU flagged them.</param>
internal readonly record struct PagePart(ulong Address, long Bytes, long Offset, uint Flags)
{
    public ulong End => Address + (ulong)Bytes;

    /// <summary>All of it, cut into parts of so many bytes, the last one of what is left.</summary>
    public IEnumerable<PagePart> InPieces(int bytes)
    {
        for (var at = Address; at < End; at += (ulong)bytes) yield return Cut(at, at + (ulong)bytes);
    }

    /// <summary>The part of it between two addresses, of which at least one page is in it.</summary>
    public PagePart Cut(ulong from, ulong to)
    {
        var (start, end) = (Math.Max(from, Address), Math.Min(to, End));
        return this with { Address = start, Bytes = (long)(end - start), Offset = Offset + (long)(start - Address) };
    }
}
