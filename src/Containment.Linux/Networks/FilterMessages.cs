using System.Buffers.Binary;

namespace Containment.Linux.Networks;

/// <summary>
/// A table of nf_tables that drops whatever comes in or goes out by IP, one that drops what would open a TCP connection from outside, and their
/// removal (include/uapi/linux/netfilter/nf_tables.h). Each is a batch for <see cref="NetlinkSocket.SendBatch"/>: all of it or nothing. Pure.
/// </summary>
internal static class FilterMessages
{
    private const ushort Tables = 10 << 8, BatchBegin = 0x10, BatchEnd = 0x11, NewTable = Tables | 0, DeleteTable = Tables | 2, NewChain = Tables | 3, NewRule = Tables | 6;
    private const byte Inet = 1;
    private const ushort TableName = 1, ChainTable = 1, ChainName = 3, ChainHook = 4, ChainPolicy = 5, ChainType = 7, HookNumber = 1, HookPriority = 2, Nested = 0x8000;
    private const uint LocalIn = 1, LocalOut = 3, Drop = 0, Accept = 1, First = 0x80000000;

    /// <param name="table">Its name.</param>
    public static IReadOnlyList<byte[]> DropAll(string table) =>
        [Limit(BatchBegin), Table(NewTable, table, NetlinkFlags.Create), Chain(table, "in", LocalIn, Drop), Chain(table, "out", LocalOut, Drop), Limit(BatchEnd)];

    /// <summary>Drops each SYN without ACK (RFC 9293, 3.5) that comes by another interface than the loopback one.</summary>
    /// <param name="table">Its name.</param>
    public static IReadOnlyList<byte[]> DropNew(string table) =>
        [Limit(BatchBegin), Table(NewTable, table, NetlinkFlags.Create), Chain(table, "in", LocalIn, Accept), FilterExpressions.Rule(NewRule, table, "in"), Limit(BatchEnd)];

    /// <param name="table">Its name.</param>
    public static IReadOnlyList<byte[]> Remove(string table) => [Limit(BatchBegin), Table(DeleteTable, table, 0), Limit(BatchEnd)];

    private static byte[] Limit(ushort type) => new NetlinkWriter((RtMessage)type, NetlinkFlags.Request, [0, 0, 0, 10]).ToArray();

    private static byte[] Table(ushort type, string name, NetlinkFlags flags)
    {
        var writer = new NetlinkWriter((RtMessage)type, NetlinkFlags.Request | NetlinkFlags.Ack | flags, [Inet, 0, 0, 0]);
        writer.Name(TableName, name);
        return writer.ToArray();
    }

    private static byte[] Chain(string table, string name, uint hook, uint policy)
    {
        var writer = new NetlinkWriter((RtMessage)NewChain, NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create, [Inet, 0, 0, 0]);
        writer.Name(ChainTable, table);
        writer.Name(ChainName, name);
        writer.Nest(ChainHook | Nested, inner =>
        {
            inner.Bytes(HookNumber, BigEndian(hook));
            inner.Bytes(HookPriority, BigEndian(First));
        });
        writer.Bytes(ChainPolicy, BigEndian(policy));
        writer.Name(ChainType, "filter");
        return writer.ToArray();
    }

    public static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
