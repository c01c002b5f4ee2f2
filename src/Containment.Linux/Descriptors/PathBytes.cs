using System.Text;

namespace Containment.Linux.Descriptors;

/// <summary>
/// A path as the kernel has it: bytes, not text, because Linux allows any but NUL. Equal by content. Never ends with a slash
/// when made by <see cref="Relative"/>.
/// </summary>
internal readonly struct PathBytes : IEquatable<PathBytes>, IComparable<PathBytes>
{
    private readonly byte[]? _bytes;

    public PathBytes(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    public static implicit operator PathBytes(string text) => new(Encoding.UTF8.GetBytes(text));

    public ReadOnlySpan<byte> Span => _bytes;

    public bool IsEmpty => Span.IsEmpty;

    /// <summary>The last component.</summary>
    public PathBytes Name => new(Span[(Span.LastIndexOf((byte)'/') + 1)..]);

    /// <summary>All but the last component; empty for a single one.</summary>
    public PathBytes Parent => Span.LastIndexOf((byte)'/') is var slash and > 0 ? new(Span[..slash]) : default;

    public PathBytes Append(PathBytes name) => IsEmpty ? name : new([.. Span, (byte)'/', .. name.Span]);

    /// <summary>
    /// A path below a root in its one form: no leading, double or final slash and no dot; empty is the root itself.
    /// Null if it climbs by "..", holds NUL, or has a component longer than 255 bytes.
    /// </summary>
    public static PathBytes? Relative(ReadOnlySpan<byte> raw)
    {
        if (raw.Contains((byte)0)) return null;
        var result = new List<byte>(raw.Length);
        foreach (var range in raw.Split((byte)'/'))
        {
            var part = raw[range];
            if (part.IsEmpty || part is [(byte)'.']) continue;
            if (part is [(byte)'.', (byte)'.'] || part.Length > 255) return null;
            if (result.Count > 0) result.Add((byte)'/');
            result.AddRange(part);
        }
        return new(CollectionsMarshal.AsSpan(result));
    }

    /// <summary>With the NUL that C wants.</summary>
    public byte[] Terminated() => [.. Span, 0];

    public bool Equals(PathBytes other) => Span.SequenceEqual(other.Span);
    public override bool Equals(object? obj) => obj is PathBytes other && Equals(other);
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    public int CompareTo(PathBytes other) => Span.SequenceCompareTo(other.Span);
    public static bool operator ==(PathBytes a, PathBytes b) => a.Equals(b);
    public static bool operator !=(PathBytes a, PathBytes b) => !a.Equals(b);

    /// <summary>For people: UTF-8, with control characters and what is not UTF-8 as \xNN.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var rest = Span;
        while (!rest.IsEmpty)
        {
            var good = Rune.DecodeFromUtf8(rest, out var rune, out var used) == System.Buffers.OperationStatus.Done && !Rune.IsControl(rune);
            if (good) text.Append(rune.ToString());
            else for (var i = 0; i < used; i++) text.Append($"\\x{rest[i]:x2}");
            rest = rest[used..];
        }
        return text.ToString();
    }
}
