using System.Globalization;
using System.Text;

namespace Containment.Images.Tar;

/// <summary>The records of a pax extended header: "length key=value\n" (POSIX pax, "pax Extended Header"). Values are bytes.</summary>
internal sealed class PaxRecords
{
    private const string AttributePrefix = "SCHILY.xattr.";
    private readonly Dictionary<string, byte[]> _values = [];

    /// <summary>The pairs of GNU.sparse.offset and GNU.sparse.numbytes (format 0.0), which repeat their keys.</summary>
    public List<long> SparsePairs { get; } = [];

    public IEnumerable<KeyValuePair<string, byte[]>> Attributes =>
        _values.Where(pair => pair.Key.StartsWith(AttributePrefix, StringComparison.Ordinal))
            .Select(pair => new KeyValuePair<string, byte[]>(pair.Key[AttributePrefix.Length..], pair.Value));

    /// <summary>Adds records; an empty value takes an earlier one away.</summary>
    /// <exception cref="TarFormatException">A record is not of that form.</exception>
    public void Add(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var space = data.IndexOf((byte)' ');
            if (space is < 1 or > 9 || !int.TryParse(data[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length <= space + 1 || length > data.Length || data[length - 1] != '\n')
                throw new TarFormatException("a pax record has a wrong length");
            var record = data[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1) throw new TarFormatException("a pax record has no key");
            Set(Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..].ToArray());
            data = data[length..];
        }
    }

    /// <summary>These records over those of an earlier global header.</summary>
    public PaxRecords Over(PaxRecords? global)
    {
        if (global is not null)
            foreach (var (key, value) in global._values) _values.TryAdd(key, value);
        return this;
    }

    public byte[]? Bytes(string key) => _values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    public string? Text(string key) => Bytes(key) is { } value ? Encoding.UTF8.GetString(value) : null;

    public long? Number(string key) => Text(key) is not { } text ? null : Number(key, text);

    /// <summary>Seconds with a fraction, as nanoseconds.</summary>
    public Int128? Time(string key)
    {
        if (Text(key) is not { } text) return null;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? text : text[..dot];
        var fraction = dot < 0 ? "" : text[(dot + 1)..];
        if (!long.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) || !fraction.All(char.IsAsciiDigit))
            throw new TarFormatException($"the pax record {key} is no time");
        var nanoseconds = fraction.Length == 0 ? 0 : int.Parse(fraction.PadRight(9, '0')[..9], CultureInfo.InvariantCulture);
        return (Int128)seconds * 1_000_000_000 + (whole.StartsWith('-') ? -nanoseconds : nanoseconds);
    }

    private void Set(string key, byte[] value)
    {
        if (key is "GNU.sparse.offset" or "GNU.sparse.numbytes") SparsePairs.Add(Number(key, Encoding.UTF8.GetString(value)));
        else _values[key] = value;
    }

    private static long Number(string key, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new TarFormatException($"the pax record {key} is no number");
}
