using System.Buffers.Binary;
using Google.Protobuf;

namespace Containment.Checkpoints.Criu;

/// <summary>A CRIU image with one message: its magic (u32; before that, but for the inventory, one that all have), the message's length (u32 le), the message.</summary>
internal static class ImageFile
{
    private const uint Common = 0x54564319;

    /// <summary>Changes the message and writes it back; what the message type does not know stays.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Corrupt"/>.</exception>
    public static void Change<T>(string path, MessageParser<T> parser, Action<T> change) where T : IMessage<T>
    {
        var bytes = File.ReadAllBytes(path);
        var changed = Change(bytes, parser, change) ?? throw new ContainmentException(FailureReason.Corrupt, path, $"{path} is not an image of CRIU");
        if (!changed.AsSpan().SequenceEqual(bytes)) File.WriteAllBytes(path, changed);
    }

    public static byte[]? Change<T>(byte[] image, MessageParser<T> parser, Action<T> change) where T : IMessage<T>
    {
        if (image.Length < 8) return null;
        var head = BinaryPrimitives.ReadUInt32LittleEndian(image) == Common ? 12 : 8;
        if (image.Length < head) return null;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(head - 4));
        if (length > image.Length - head) return null;
        T message;
        try
        {
            message = parser.ParseFrom(image, head, (int)length);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
        change(message);
        var body = message.ToByteArray();
        byte[] result = [.. image.AsSpan(0, head), .. body, .. image.AsSpan(head + (int)length)];
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(head - 4), body.Length);
        return result;
    }

    /// <summary>The messages of an image that has several.</summary>
    /// <exception cref="InvalidDataException">It is none, or cut off.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> image)
    {
        List<ReadOnlyMemory<byte>> messages = [];
        for (var rest = Rest(image, HeadOf(image.Span)); !rest.IsEmpty;)
        {
            var length = rest.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
            if (length > rest.Length - 4) throw NoImage();
            messages.Add(rest.Slice(4, (int)length));
            rest = rest[(4 + (int)length)..];
        }
        return messages;
    }

    /// <summary>An image with other messages.</summary>
    public static byte[] With(ReadOnlySpan<byte> image, IEnumerable<IMessage> messages)
    {
        using var changed = new MemoryStream();
        changed.Write(image[..HeadOf(image)]);
        Span<byte> length = stackalloc byte[4];
        foreach (var message in messages)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, message.CalculateSize());
            changed.Write(length);
            message.WriteTo(changed);
        }
        return changed.ToArray();
    }

    private static int HeadOf(ReadOnlySpan<byte> image) => image.Length >= 8 && BinaryPrimitives.ReadUInt32LittleEndian(image) == Common ? 8 : 4;

    private static ReadOnlyMemory<byte> Rest(ReadOnlyMemory<byte> image, int head) => image.Length >= head ? image[head..] : throw NoImage();

    private static InvalidDataException NoImage() => new("it is not an image of CRIU");
}
