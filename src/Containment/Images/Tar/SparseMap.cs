using System.Globalization;
using System.Text;
using Containment.Linux.Descriptors;

namespace Containment.Images.Tar;

/// <summary>The maps of sparse files in GNU's four formats (GNU tar manual, "Storing Sparse Files").</summary>
internal static class SparseMap
{
    private const int MostRanges = 1 << 20;

    /// <summary>Of offsets and lengths in turn, checked: in order, apart, within the size, and as long together as the data that follows.</summary>
    /// <exception cref="TarFormatException">The map can't be right.</exception>
    public static List<DataRange> Of(IReadOnlyList<long> pairs, long size, long data)
    {
        if (pairs.Count % 2 != 0) throw Wrong();
        List<DataRange> ranges = [];
        long end = 0, total = 0;
        for (var i = 0; i < pairs.Count; i += 2)
        {
            var (offset, length) = (pairs[i], pairs[i + 1]);
            if (offset < end || length < 0 || offset > size || length > size - offset) throw Wrong();
            end = offset + length;
            total += length;
            if (length > 0) ranges.Add(new(offset, length));
        }
        return total == data ? ranges : throw Wrong();
    }

    /// <summary>Format 0.1: numbers with commas between.</summary>
    public static List<long> FromList(string text) => [.. text.Split(',').Select(Number)];

    /// <summary>Old GNU: pairs of 12-byte fields in the header and, as long as a mark says so, in blocks after it.</summary>
    public static List<long> FromHeader(ReadOnlySpan<byte> header, Func<byte[]> nextBlock)
    {
        List<long> pairs = [];
        Fields(header[386..482], pairs);
        for (var more = header[482] != 0; more;)
        {
            var block = nextBlock();
            Fields(block.AsSpan(0, 504), pairs);
            more = block[504] != 0;
            if (pairs.Count > 2 * MostRanges) throw Wrong();
        }
        return pairs;
    }

    /// <summary>Format 1.0: lines of digits in front of the data, padded to whole blocks. Counts the bytes of the map.</summary>
    public static List<long> FromData(Func<byte[]> nextBlock, out long length)
    {
        var block = Array.Empty<byte>();
        var (at, blocks) = (0, 0);
        long Line()
        {
            var digits = new StringBuilder();
            while (true)
            {
                if (at == block.Length) (block, at, blocks) = (nextBlock(), 0, blocks + 1);
                var next = block[at++];
                if (next == '\n') return Number(digits.ToString());
                if (digits.Append((char)next).Length > 20) throw Wrong();
            }
        }
        var count = Line();
        if (count is < 0 or > MostRanges) throw Wrong();
        List<long> pairs = [];
        for (long i = 0; i < 2 * count; i++) pairs.Add(Line());
        length = blocks * (long)TarHeader.Length;
        return pairs;
    }

    private static void Fields(ReadOnlySpan<byte> fields, List<long> pairs)
    {
        for (; fields.Length >= 24 && fields[12] != 0; fields = fields[24..])
        {
            pairs.Add(TarNumber.Read(fields[..12], "sparse offset"));
            pairs.Add(TarNumber.Read(fields[12..24], "sparse length"));
        }
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong();

    private static TarFormatException Wrong() => new("a sparse file has a map that can't be right");
}
