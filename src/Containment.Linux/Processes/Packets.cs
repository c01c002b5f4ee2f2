using System.Buffers.Binary;

namespace Containment.Linux.Processes;

/// <summary>What is said with a keeper; native/containment-init/protocol.h draws it.</summary>
internal enum Told { Hello = 1, Failed, Output, Exited, Done, Descriptors, Reached }

/// <summary>What a keeper is asked.</summary>
internal enum Asked { Input = 1, CloseInput, Resize, Subscribe, Adopt, Release, Stop, GoOn }

/// <summary>The head of a packet from a keeper.</summary>
internal readonly record struct Answer(Told Kind, int Value, long Detail)
{
    public const int Size = 16;

    public static Answer Read(ReadOnlySpan<byte> packet) =>
        new((Told)BinaryPrimitives.ReadInt32LittleEndian(packet), BinaryPrimitives.ReadInt32LittleEndian(packet[4..]), BinaryPrimitives.ReadInt64LittleEndian(packet[8..]));
}

/// <summary>A packet to a keeper.</summary>
internal static class Command
{
    public const int HeadSize = 8, InputLimit = 4096;

    public static byte[] Of(Asked kind, uint value = 0, ReadOnlySpan<byte> data = default)
    {
        var packet = new byte[HeadSize + data.Length];
        BinaryPrimitives.WriteInt32LittleEndian(packet, (int)kind);
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(4), value);
        data.CopyTo(packet.AsSpan(HeadSize));
        return packet;
    }
}
