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
}
