using System.Buffers;
using System.Text;
using Containment.Snapshots.Upper;

namespace Containment.Backups.Taking;

/// <summary>
/// What is in a copy, and how the files that it was made of were found then; numbers are little-endian.
/// <code>
/// | version u8 | origin: length 7-bit, UTF-8 | number u32 | per entry: inode u64 | ctime i64 | length u32, UpperEntryCodec |
/// </code>
/// </summary>
internal static class CopyEntries
{
    private const byte Version = 1;

    public static void Write(Stream to, CopyOrigin origin, IReadOnlyList<UpperEntry> entries)
    {
        using var writer = new BinaryWriter(to, Encoding.UTF8, leaveOpen: true);
        writer.Write(Version);
        writer.Write(origin.Text);
        writer.Write(entries.Count);
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var entry in entries)
        {
            bytes.ResetWrittenCount();
            UpperEntryCodec.Write(entry, bytes);
            writer.Write(entry.Inode);
            writer.Write(entry.Changed);
            writer.Write(bytes.WrittenCount);
            writer.Write(bytes.WrittenSpan);
        }
    }

    /// <summary>Null where they are of another origin, or can't be read.</summary>
    public static IReadOnlyList<UpperEntry>? Read(Stream from, CopyOrigin origin)
    {
        using var reader = new BinaryReader(from, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (reader.ReadByte() != Version || reader.ReadString() != origin.Text) return null;
            List<UpperEntry> entries = [];
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var (inode, changed) = (reader.ReadUInt64(), reader.ReadInt64());
                entries.Add(UpperEntryCodec.Read(reader.ReadBytes(reader.ReadInt32())) with { Inode = inode, Changed = changed });
            }
            return entries;
        }
        catch (Exception wrong) when (wrong is EndOfStreamException or ContainmentException or ArgumentException or FormatException)
        {
            return null;
        }
    }
}
