namespace Containment.Migration.Wire;

/// <summary>
/// What has been measured of a link and of the ways of packing, and what follows from it: packed is sent only where packing a
/// byte and sending what is left of it takes less time than sending the byte. Pure.
/// </summary>
/// <param name="Bytes">Sent lately, each older one counting less.</param>
/// <param name="Seconds">What that took, waiting for the limit of bandwidth included.</param>
/// <param name="Lz4">How LZ4 does.</param>
/// <param name="Zstd">How Zstandard does.</param>
/// <param name="Chunks">How many chunks have been asked about.</param>
internal readonly record struct PackingBook(double Bytes, double Seconds, PackingRate Lz4, PackingRate Zstd, long Chunks)
{
    // Below this the kernel's buffers alone have been measured.
    private const double Enough = 4 << 20;
    private const double Fading = 0.97;
    private const int TryEvery = 64;

    /// <summary>Before anything was measured: guesses that the first samples correct.</summary>
    public static PackingBook New { get; } = new(0, 0, new(400e6, 0.5), new(150e6, 0.4), 0);

    /// <summary>Bytes a second; infinite before enough was sent to know.</summary>
    public double Link => Bytes < Enough || Seconds <= 0 ? double.PositiveInfinity : Bytes / Seconds;

    public PackingBook Sent(int bytes, TimeSpan took) => this with { Bytes = (Bytes * Fading) + bytes, Seconds = (Seconds * Fading) + took.TotalSeconds };

    public PackingBook Packed(Packing packing, int plain, int packed, TimeSpan took) => packing switch
    {
        Packing.Lz4 => this with { Lz4 = Lz4.With(plain, packed, took) },
        Packing.Zstd => this with { Zstd = Zstd.With(plain, packed, took) },
        _ => this,
    };

    /// <summary>How to send the next chunk. While the container stands still nothing is tried out.</summary>
    public (Packing Packing, PackingBook Next) Choose(bool standing)
    {
        var next = this with { Chunks = Chunks + 1 };
        var link = Link;
        if (double.IsPositiveInfinity(link)) return (Packing.None, next);
        (Packing Packing, double Cost)[] ways = [(Packing.None, 1 / link), (Packing.Lz4, Lz4.Cost(link)), (Packing.Zstd, Zstd.Cost(link))];
        Array.Sort(ways, (a, b) => a.Cost.CompareTo(b.Cost));
        return (ways[!standing && Chunks % TryEvery == TryEvery - 1 ? 1 : 0].Packing, next);
    }
}
