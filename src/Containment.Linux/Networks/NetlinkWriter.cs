using System.Buffers.Binary;
using System.Text;

namespace Containment.Linux.Networks;

/// <summary>Writes one rtnetlink request: header, family header, attributes, each padded to four bytes (netlink(7), rtnetlink(7)).</summary>
internal sealed class NetlinkWriter
{
    public const int HeaderLength = 16, AttributeHeaderLength = 4;
    private byte[] _bytes = new byte[256];
    private int _length = HeaderLength;

    public NetlinkWriter(RtMessage type, NetlinkFlags flags, ReadOnlySpan<byte> familyHeader)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(4), (ushort)type);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(6), (ushort)flags);
        familyHeader.CopyTo(Take(familyHeader.Length));
    }

    /// <summary>Writes an attribute and returns where its value begins in the message.</summary>
    public int Bytes(ushort type, ReadOnlySpan<byte> value)
    {
        Header(type, AttributeHeaderLength + value.Length);
        var at = _length;
        value.CopyTo(Take(value.Length));
        return at;
    }

    public int UInt32(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Bytes(type, bytes);
    }

    public int UInt8(ushort type, byte value) => Bytes(type, [value]);

    public int Text(ushort type, string value) => Bytes(type, Encoding.UTF8.GetBytes(value));

    /// <summary>A name with its closing zero.</summary>
    public int Name(ushort type, string value) => Bytes(type, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>An attribute that holds what <paramref name="content"/> writes.</summary>
    public NetlinkWriter Nest(ushort type, Action<NetlinkWriter> content, ReadOnlySpan<byte> prefix = default)
    {
        var start = _length;
        Header(type, AttributeHeaderLength);
        prefix.CopyTo(Take(prefix.Length));
        content(this);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(start), checked((ushort)(_length - start)));
        return this;
    }

    /// <summary>The message, its length filled in.</summary>
    public byte[] ToArray()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes, _length);
        return _bytes.AsSpan(0, _length).ToArray();
    }

    private void Header(ushort type, int length)
    {
        var header = Take(AttributeHeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header, checked((ushort)length));
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], type);
    }

    private Span<byte> Take(int length)
    {
        var padded = NetlinkReader.Align(length);
        if (_length + padded > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + padded));
        var span = _bytes.AsSpan(_length, length);
        _length += padded;
        return span;
    }
}
