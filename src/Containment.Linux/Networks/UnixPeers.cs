using System.Buffers.Binary;

namespace Containment.Linux.Networks;

/// <summary>Who unix sockets are connected with, by sock_diag(7). The sockets are those of one network namespace; their peers may be of any.</summary>
internal static class UnixPeers
{
    private const int DiagFamily = 4, MessageLength = 16;
    private const byte Unix = 1;
    private const ushort ByFamily = 20, PeerAttribute = 2;
    private const uint ShowPeer = 4;

    /// <returns>The inode of each connected socket, with that of its peer.</returns>
    public static async Task<IReadOnlyList<(uint Socket, uint Peer)>> ReadAsync(Descriptor networkNamespace)
    {
        using var socket = await NetworkNamespace.OpenInAsync(networkNamespace, static () => new NetlinkSocket(DiagFamily)).ConfigureAwait(false);
        return [.. socket.Dump(Request(), "unix sockets", Read).Where(one => one.Peer != 0)];
    }

    private static byte[] Request()
    {
        // struct unix_diag_req: family, protocol, two bytes of nothing, states, inode, what to show, a cookie of two words.
        Span<byte> asked = stackalloc byte[24];
        asked.Clear();
        asked[0] = Unix;
        BinaryPrimitives.WriteUInt32LittleEndian(asked[4..], uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(asked[12..], ShowPeer);
        return new NetlinkWriter((RtMessage)ByFamily, NetlinkFlags.Request | NetlinkFlags.Dump, asked).ToArray();
    }

    private static (uint Socket, uint Peer) Read(ReadOnlySpan<byte> answer)
    {
        var peer = 0u;
        NetlinkReader.Attributes(answer[MessageLength..], (type, value) =>
        {
            if (type == PeerAttribute) peer = BinaryPrimitives.ReadUInt32LittleEndian(value);
        });
        return (BinaryPrimitives.ReadUInt32LittleEndian(answer[4..]), peer);
    }
}
