using Containment.Linux.Descriptors;

namespace Containment.Images.Tar;

/// <summary>
/// Reads a tar archive of any of the forms in use (v7, ustar, pax, GNU) as a stream. Names and attributes stay bytes, which
/// System.Formats.Tar can't keep (docs/decisions/tar-reader.md).
/// </summary>
internal sealed class TarReader(Stream stream)
{
    private const int LongestName = 32768, LargestExtension = 4 << 20;
    private readonly byte[] _block = new byte[TarHeader.Length];
    private PaxRecords? _global;
    private long _left, _padding;

    /// <summary>Whether the archive had the block of zeros that ends one.</summary>
    public bool Ended { get; private set; }

    /// <summary>The next member; null at the end. What is left of the one before is passed over.</summary>
    /// <exception cref="TarFormatException">The bytes are no tar archive.</exception>
    public TarEntry? Next()
    {
        PaxRecords? pax = null;
        PathBytes? longName = null, longLink = null;
        while (true)
        {
            Skip(_left + _padding);
            (_left, _padding) = (0, 0);
            if (!ReadBlock()) return pax is null && longName is null && longLink is null ? null : throw Early();
            if (_block.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            {
                Ended = true;
                return null;
            }
            var header = new TarHeader(_block);
            switch (header.Type)
            {
                case (byte)'x': (pax ??= new()).Add(Extension(header.Size, LargestExtension)); break;
                case (byte)'g': (_global ??= new()).Add(Extension(header.Size, LargestExtension)); break;
                case (byte)'L': longName = Zeroed(Extension(header.Size, LongestName)); break;
                case (byte)'K': longLink = Zeroed(Extension(header.Size, LongestName)); break;
                case (byte)'V': Open(header.Size); break;
                default: return Member(header, (pax ?? new()).Over(_global), longName, longLink);
            }
        }
    }

    /// <summary>Data of the current member; 0 when there is no more.</summary>
    public int Read(Span<byte> buffer)
    {
        if (_left == 0 || buffer.IsEmpty) return 0;
        var read = stream.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        if (read == 0) throw Early();
        _left -= read;
        return read;
    }

    private TarEntry Member(TarHeader header, PaxRecords pax, PathBytes? longName, PathBytes? longLink)
    {
        var name = Bytes(pax, "GNU.sparse.name") ?? Bytes(pax, "path") ?? longName ?? header.Name;
        var kind = KindOf(header.Type, name);
        var stored = kind == TarKind.File ? pax.Number("size") ?? header.Size : 0;
        Open(stored);
        var (size, data) = kind == TarKind.File ? Content(header.Type, pax, stored) : (0, []);
        var entry = new TarEntry
        {
            Name = name,
            Kind = kind,
            LinkName = kind is TarKind.HardLink or TarKind.Symlink ? Bytes(pax, "linkpath") ?? longLink ?? header.LinkName : default,
            Mode = (ushort)(header.Mode & 0xFFF),
            Uid = Id(pax.Number("uid") ?? header.Uid),
            Gid = Id(pax.Number("gid") ?? header.Gid),
            Modified = pax.Time("mtime") ?? (Int128)header.Modified * 1_000_000_000,
            Device = kind is TarKind.CharDevice or TarKind.BlockDevice ? (Id(header.Major), Id(header.Minor)) : default,
            Attributes = [.. pax.Attributes],
            Size = size,
            Data = data,
        };
        return entry;
    }

    private (long Size, IReadOnlyList<DataRange> Data) Content(byte type, PaxRecords pax, long stored)
    {
        if (type == 'S')
        {
            var size = TarNumber.Read(_block.AsSpan(483, 12), "real size");
            return (size, SparseMap.Of(SparseMap.FromHeader(_block.ToArray(), NextBlockOutside), size, stored));
        }
        if (pax.Number("GNU.sparse.major") is 1)
        {
            var size = pax.Number("GNU.sparse.realsize") ?? throw new TarFormatException("a sparse file has no size");
            var pairs = SparseMap.FromData(NextBlockInside, out var length);
            return (size, SparseMap.Of(pairs, size, stored - length));
        }
        if (pax.Number("GNU.sparse.size") is { } whole)
            return (whole, SparseMap.Of(pax.Text("GNU.sparse.map") is { } map ? SparseMap.FromList(map) : pax.SparsePairs, whole, stored));
        return (stored, stored > 0 ? [new(0, stored)] : []);
    }

    private static TarKind KindOf(byte type, PathBytes name) => type switch
    {
        (byte)'0' or 0 when name.Span is [.., (byte)'/'] => TarKind.Directory,
        (byte)'0' or 0 or (byte)'7' or (byte)'S' => TarKind.File,
        (byte)'1' => TarKind.HardLink,
        (byte)'2' => TarKind.Symlink,
        (byte)'3' => TarKind.CharDevice,
        (byte)'4' => TarKind.BlockDevice,
        (byte)'5' => TarKind.Directory,
        (byte)'6' => TarKind.Fifo,
        _ => throw new TarFormatException($"a member has the unknown type 0x{type:x2}"),
    };

    // 4294967295 means "unchanged" to chown(2), so it is nobody's id.
    private static uint Id(long number) =>
        number is >= 0 and < uint.MaxValue ? (uint)number : throw new TarFormatException($"a member has the id {number}, which can't be");

    private static PathBytes? Bytes(PaxRecords pax, string key) => pax.Bytes(key) is { } value ? new(value) : null;

    private static PathBytes Zeroed(ReadOnlySpan<byte> name) => new(name.IndexOf((byte)0) is var nul and >= 0 ? name[..nul] : name);

    private void Open(long size)
    {
        if (size is < 0 or > 1L << 60) throw new TarFormatException($"a member has the size {size}, which can't be");
        (_left, _padding) = (size, -size & 511);
    }

    private byte[] Extension(long size, int limit)
    {
        if (size < 0 || size > limit) throw new TarFormatException($"a member's extended header has {size} bytes; at most {limit} are read");
        Open(size);
        var data = new byte[size];
        for (var done = 0; done < data.Length;) done += Read(data.AsSpan(done));
        return data;
    }

    private byte[] NextBlockInside()
    {
        var block = new byte[TarHeader.Length];
        for (var done = 0; done < block.Length;)
            done += Read(block.AsSpan(done)) is var read and > 0 ? read : throw new TarFormatException("a sparse file has a map that can't be right");
        return block;
    }

    private byte[] NextBlockOutside()
    {
        var block = new byte[TarHeader.Length];
        return stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) == block.Length ? block : throw Early();
    }

    private bool ReadBlock() => stream.ReadAtLeast(_block, TarHeader.Length, throwOnEndOfStream: false) switch
    {
        TarHeader.Length => true,
        0 => false,
        _ => throw Early(),
    };

    private void Skip(long count)
    {
        Span<byte> waste = stackalloc byte[4096];
        while (count > 0)
        {
            var read = stream.Read(waste[..(int)Math.Min(waste.Length, count)]);
            if (read == 0) throw Early();
            count -= read;
        }
    }

    private static TarFormatException Early() => new("the archive ends in the middle of a member");
}
