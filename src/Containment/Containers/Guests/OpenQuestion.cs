using System.Buffers.Binary;

namespace Containment.Containers.Guests;

/// <summary>Somebody waits to open or read a file; native/containment-init/protocol.h has the form.</summary>
/// <param name="Number">To be answered with.</param>
/// <param name="File">Which file.</param>
/// <param name="Opens">Whether it is opened; else it is read, having been opened before.</param>
internal readonly record struct OpenQuestion(long Number, FileIdentity File, bool Opens)
{
    public const int Size = 32;

    public static OpenQuestion Read(ReadOnlySpan<byte> packet) => new(
        BinaryPrimitives.ReadInt64LittleEndian(packet),
        new(BinaryPrimitives.ReadUInt64LittleEndian(packet[8..]), BinaryPrimitives.ReadUInt32LittleEndian(packet[16..]), BinaryPrimitives.ReadUInt32LittleEndian(packet[20..])),
        BinaryPrimitives.ReadUInt64LittleEndian(packet[24..]) != 0);
}

/// <summary>A file, whatever path it is found by.</summary>
/// <param name="Inode">Its number.</param>
/// <param name="Major">The first half of the device's number.</param>
/// <param name="Minor">The second half.</param>
internal readonly record struct FileIdentity(ulong Inode, uint Major, uint Minor);
