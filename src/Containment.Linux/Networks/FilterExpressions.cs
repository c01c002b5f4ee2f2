using static Containment.Linux.Networks.FilterMessages;

namespace Containment.Linux.Networks;

/// <summary>The expressions of a rule of nf_tables that drops a SYN, as the kernel runs them (include/uapi/linux/netfilter/nf_tables.h). Pure.</summary>
internal static class FilterExpressions
{
    private const byte Tcp = 6, Flags = 0x17, Syn = 0x02;
    private const ushort Element = 1 | Nested, ExpressionName = 1, ExpressionData = 2 | Nested;
    private const uint Verdict = 0, Register = 1, IncomingInterface = 4, TransportProtocol = 16, TransportHeader = 2, FlagsAt = 13, Equal = 0, Unequal = 1, Drop = 0;

    /// <summary>iif != lo, tcp, flags &amp; (fin | syn | rst | ack) == syn: drop.</summary>
    public static void DropSyn(NetlinkWriter rule)
    {
        Expression(rule, "meta", data => Numbers(data, Register, IncomingInterface));
        // The loopback interface is the first of every network namespace.
        Compare(rule, Unequal, BitConverter.GetBytes(1));
        Expression(rule, "meta", data => Numbers(data, Register, TransportProtocol));
        Compare(rule, Equal, [Tcp]);
        Expression(rule, "payload", data => Numbers(data, Register, TransportHeader, FlagsAt, 1));
        Expression(rule, "bitwise", data =>
        {
            Numbers(data, Register, Register, 1);
            Value(data, 4, [Flags]);
            Value(data, 5, [0]);
        });
        Compare(rule, Equal, [Syn]);
        Expression(rule, "immediate", data =>
        {
            Numbers(data, Verdict);
            data.Nest(2 | Nested, value => value.Nest(2 | Nested, verdict => Numbers(verdict, Drop)));
        });
    }

    private static void Expression(NetlinkWriter rule, string name, Action<NetlinkWriter> data) => rule.Nest(Element, expression =>
    {
        expression.Name(ExpressionName, name);
        expression.Nest(ExpressionData, data);
    });

    private static void Compare(NetlinkWriter rule, uint operation, byte[] with) => Expression(rule, "cmp", data =>
    {
        Numbers(data, Register, operation);
        Value(data, 3, with);
    });

    // The first attributes of an expression are numbers, in the kernel's order.
    private static void Numbers(NetlinkWriter data, params ReadOnlySpan<uint> values)
    {
        for (var i = 0; i < values.Length; i++) data.Bytes((ushort)(i + 1), BigEndian(values[i]));
    }

    private static void Value(NetlinkWriter data, ushort attribute, byte[] value) => data.Nest((ushort)(attribute | Nested), inner => inner.Bytes(1, value));
}
