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
    private const ushort TableName = 1, ChainTable = 1, ChainName = 3, ChainHook = 4, ChainPolicy = 5, ChainType = 7, HookNumber = 1, HookPriority = 2, RuleTable = 1, RuleChain = 2, RuleExpressions = 4;

    public const ushort Nested = 0x8000;

    private const uint LocalIn = 1, LocalOut = 3, Drop = 0, Accept = 1, First = 0x80000000;

    /// <param name="table">Its name.</param>
    public static IReadOnlyList<byte[]> DropAll(string table) =>
        [Limit(BatchBegin), Table(NewTable, table, NetlinkFlags.Create), Chain(table, "in", LocalIn, Drop), Chain(table, "out", LocalOut, Drop), Limit(BatchEnd)];

    /// <summary>Drops each SYN without ACK (RFC 9293, 3.5) that comes by another interface than the loopback one.</summary>
    /// <param name="table">Its name.</param>
    public static IReadOnlyList<byte[]> DropNew(string table) =>
        [Limit(BatchBegin), Table(NewTable, table, NetlinkFlags.Create), Chain(table, "in", LocalIn, Accept), Rule(table, "in", FilterExpressions.DropSyn), Limit(BatchEnd)];

    /// <param name="table">Its name.</param>
    public static IReadOnlyList<byte[]> Remove(string table) => [Limit(BatchBegin), Table(DeleteTable, table, 0), Limit(BatchEnd)];

    private static byte[] Limit(ushort type) => new NetlinkWriter((RtMessage)type, NetlinkFlags.Request, [0, 0, 0, 10]).ToArray();

    private static byte[] Table(ushort type, string name, NetlinkFlags flags)
    {
        var writer = Begin(type, flags);
        writer.Name(TableName, name);
        return writer.ToArray();
    }

    private static byte[] Chain(string table, string name, uint hook, uint policy)
    {
        var writer = Begin(NewChain, NetlinkFlags.Create);
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

    private static byte[] Rule(string table, string chain, Action<NetlinkWriter> expressions)
    {
        var writer = Begin(NewRule, NetlinkFlags.Create);
        writer.Name(RuleTable, table);
        writer.Name(RuleChain, chain);
        writer.Nest(RuleExpressions | Nested, expressions);
        return writer.ToArray();
    }

    private static NetlinkWriter Begin(ushort type, NetlinkFlags flags) => new((RtMessage)type, NetlinkFlags.Request | NetlinkFlags.Ack | flags, [Inet, 0, 0, 0]);

    public static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
