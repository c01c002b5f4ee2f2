using System.Text;
using Containment.Linux.Descriptors;
using Containment.Migration.Wire;
using Containment.Snapshots.Upper;

namespace Containment.Migration.Files;

/// <summary>An entry of a layer as the header of an item. What it says is judged by UpperEntryRules when it is applied.</summary>
internal static class EntryCodec
{
    private const int MostAttributes = 1024;

    public static byte[] Write(UpperEntry entry)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write((byte)entry.Kind);
        Write(writer, entry.Path.Span);
        writer.Write(entry.Mode);
        writer.Write(entry.Uid);
        writer.Write(entry.Gid);
        writer.Write(entry.Modified);
        writer.Write(entry.Size);
        writer.Write(entry.Opaque);
        Write(writer, entry.LinkTarget.Span);
        Write(writer, entry.HardLinkOf.Span);
        writer.Write(entry.Device.Major);
        writer.Write(entry.Device.Minor);
        writer.Write(entry.Attributes.Count);
        foreach (var (key, value) in entry.Attributes)
        {
            Write(writer, Encoding.UTF8.GetBytes(key));
            Write(writer, value);
        }
        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="WireException">It is no entry.</exception>
    public static UpperEntry Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            using var reader = new BinaryReader(stream);
            var entry = new UpperEntry
            {
                Kind = (UpperKind)reader.ReadByte(), Path = new(Read(reader)), Mode = reader.ReadUInt16(),
                Uid = reader.ReadUInt32(), Gid = reader.ReadUInt32(), Modified = reader.ReadInt64(), Size = reader.ReadInt64(),
                Opaque = reader.ReadBoolean(), LinkTarget = new(Read(reader)), HardLinkOf = new(Read(reader)),
                Device = (reader.ReadUInt32(), reader.ReadUInt32()), Attributes = Attributes(reader),
            };
            return stream.Position == stream.Length ? entry : throw new WireException("an entry with something behind it");
        }
        catch (EndOfStreamException)
        {
            throw new WireException("an entry that ends too soon");
        }
    }

    private static List<KeyValuePair<string, byte[]>> Attributes(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count is < 0 or > MostAttributes) throw new WireException($"an entry with {count} attributes");
        var attributes = new List<KeyValuePair<string, byte[]>>();
        for (var at = 0; at < count; at++) attributes.Add(new(Encoding.UTF8.GetString(Read(reader)), Read(reader)));
        return attributes;
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] Read(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position) throw new WireException("an entry with a part longer than itself");
        return reader.ReadBytes(length);
    }
}
