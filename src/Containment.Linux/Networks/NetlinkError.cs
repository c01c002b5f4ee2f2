using System.Buffers.Binary;

namespace Containment.Linux.Networks;

/// <summary>Reads NLMSG_ERROR: a negative errno, the request (or only its header), and since Linux 4.12 attributes with the kernel's own words.</summary>
internal static class NetlinkError
{
    private const ushort MessageAttribute = 1;

    /// <exception cref="KernelRefusal">The answer is an error.</exception>
    public static void Throw(ReadOnlySpan<byte> payload, NetlinkFlags flags, string describe)
    {
        var error = -BinaryPrimitives.ReadInt32LittleEndian(payload);
        if (error == 0) return;
        throw new KernelRefusal("rtnetlink", Text(payload, flags) is { } text ? $"{describe} ({text})" : describe, new Errno(error));
    }

    public static string? Text(ReadOnlySpan<byte> payload, NetlinkFlags flags)
    {
        if (!flags.HasFlag(NetlinkFlags.AckAttributes)) return null;
        var request = flags.HasFlag(NetlinkFlags.Capped) ? NetlinkWriter.HeaderLength : BinaryPrimitives.ReadInt32LittleEndian(payload[4..]);
        var start = 4 + NetlinkReader.Align(request);
        string? text = null;
        if (start < payload.Length)
            NetlinkReader.Attributes(payload[start..], (type, value) => text = type == MessageAttribute ? NetlinkReader.Text(value) : text);
        return text;
    }
}
