using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>
/// An entry as bytes, for a wire or a file; numbers are little-endian. What is only of the sending machine (inode, ctime) stays there.
/// <code>
/// | kind u8 | opaque u8 | mode u16 | uid u32 | gid u32 | mtime i64 | size i64 | major u32 | minor u32 |
/// | path: length u32, bytes | hard link of: length u32, bytes | link target: length u32, bytes |
/// | attributes u16 | per attribute: name length u32, UTF-8 | value length u32, bytes |
/// </code>
/// </summary>
internal static class UpperEntryCodec
{
    private const int Fixed = 36;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static void Write(UpperEntry entry, IBufferWriter<byte> to)
    {
        var head = to.GetSpan(Fixed);
        head[0] = (byte)entry.Kind;
        head[1] = entry.Opaque ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], entry.Mode);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], entry.Uid);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], entry.Gid);
        BinaryPrimitives.WriteInt64LittleEndian(head[12..], entry.Modified);
        BinaryPrimitives.WriteInt64LittleEndian(head[20..], entry.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(head[28..], entry.Device.Major);
        BinaryPrimitives.WriteUInt32LittleEndian(head[32..], entry.Device.Minor);
        to.Advance(Fixed);
        WriteBytes(to, entry.Path.Span);
        WriteBytes(to, entry.HardLinkOf.Span);
        WriteBytes(to, entry.LinkTarget.Span);
        BinaryPrimitives.WriteUInt16LittleEndian(to.GetSpan(2), checked((ushort)entry.Attributes.Count));
        to.Advance(2);
        foreach (var (key, value) in entry.Attributes)
        {
            WriteBytes(to, Encoding.UTF8.GetBytes(key));
            WriteBytes(to, value);
        }
    }

    /// <summary>Reads exactly one entry and checks that it can be.</summary>
    /// <exception cref="ContainmentException">The bytes are no entry, or one that can't be right (Corrupt).</exception>
    public static UpperEntry Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < Fixed || from[1] > 1) throw Wrong();
        var rest = from[Fixed..];
        var (path, hardLinkOf, target) = (new PathBytes(Take(ref rest)), new PathBytes(Take(ref rest)), new PathBytes(Take(ref rest)));
        if (rest.Length < 2) throw Wrong();
        var attributes = new KeyValuePair<string, byte[]>[Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(rest), rest.Length / 8)];
        if (attributes.Length != BinaryPrimitives.ReadUInt16LittleEndian(rest)) throw Wrong();
        rest = rest[2..];
        for (var i = 0; i < attributes.Length; i++) attributes[i] = new(Text(Take(ref rest)), Take(ref rest).ToArray());
        if (!rest.IsEmpty) throw Wrong();
        var entry = new UpperEntry
        {
            Kind = (UpperKind)from[0],
            Opaque = from[1] == 1,
            Mode = BinaryPrimitives.ReadUInt16LittleEndian(from[2..]),
            Uid = BinaryPrimitives.ReadUInt32LittleEndian(from[4..]),
            Gid = BinaryPrimitives.ReadUInt32LittleEndian(from[8..]),
            Modified = BinaryPrimitives.ReadInt64LittleEndian(from[12..]),
            Size = BinaryPrimitives.ReadInt64LittleEndian(from[20..]),
            Device = (BinaryPrimitives.ReadUInt32LittleEndian(from[28..]), BinaryPrimitives.ReadUInt32LittleEndian(from[32..])),
            Path = path,
            HardLinkOf = hardLinkOf,
            LinkTarget = target,
            Attributes = attributes,
        };
        UpperEntryRules.Check(entry);
        return entry;
    }

    private static void WriteBytes(IBufferWriter<byte> to, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(4), bytes.Length);
        to.Advance(4);
        to.Write(bytes);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from)
    {
        if (from.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(from) is var length && length > from.Length - 4) throw Wrong();
        var taken = from.Slice(4, (int)length);
        from = from[(4 + (int)length)..];
        return taken;
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong();
        }
    }

    private static ContainmentException Wrong() => new(FailureReason.Corrupt, "entry", "the bytes are no entry of a layer");
}
