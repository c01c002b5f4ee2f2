using System.Buffers.Binary;

namespace Containment.Migration.Wire;

/// <summary>Which move a message is about: its id, and the ownership epoch that the target will hold.</summary>
internal readonly record struct MoveName(Guid Id, long Epoch)
{
    public const int Size = 24;

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Id.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Epoch);
        return bytes;
    }

    /// <exception cref="WireException">Too short.</exception>
    public static MoveName Read(ReadOnlySpan<byte> from) =>
        from.Length >= Size ? new(new Guid(from[..16]), BinaryPrimitives.ReadInt64LittleEndian(from[16..])) : throw new WireException("a message that names no move");
}
