namespace Containment.Migration.Wire;

/// <summary>How all streams of a move pack: as the caller said, or as their common measure says.</summary>
internal sealed class LanePacking(MigrationCompression wanted)
{
    /// <summary>Smaller chunks are sent as they are.</summary>
    public const int Least = 1024;

    private readonly Lock _lock = new();
    private PackingBook _book = PackingBook.New;

    /// <summary>The container stands still: nothing is tried out any more.</summary>
    public bool Standing { get; set; }

    public Packing Choose()
    {
        if (wanted != MigrationCompression.Auto) return wanted switch { MigrationCompression.Lz4 => Packing.Lz4, MigrationCompression.Zstd => Packing.Zstd, _ => Packing.None };
        lock (_lock)
        {
            (var way, _book) = _book.Choose(Standing);
            return way;
        }
    }

    public void Packed(Packing way, int plain, int packed, TimeSpan took)
    {
        lock (_lock) _book = _book.Packed(way, plain, packed, took);
    }

    public void Sent(int bytes, TimeSpan took)
    {
        lock (_lock) _book = _book.Sent(bytes, took);
    }
}
