using System.Buffers.Binary;

namespace Containment.Linux.Networks;

/// <summary>Requests on queueing disciplines and filters: struct tcmsg and its attributes (include/uapi/linux/pkt_sched.h, pkt_cls.h; tc(8)). Pure.</summary>
internal static class TrafficMessages
{
    private const NetlinkFlags Change = NetlinkFlags.Request | NetlinkFlags.Ack, Make = Change | NetlinkFlags.Create;
    private const NetlinkFlags Replace = (NetlinkFlags)0x100;
    private const ushort Kind = 1, Options = 2;
    private const uint Root = 0xffffffff, AtIngress = 0xfffffff1, RootHandle = 0x10000, IngressHandle = 0xffff0000;
    private const uint AnyProtocol = 0x0300, FirstPriority = 1 << 16;

    /// <summary>
    /// A token bucket (tc-tbf(8)) for all that a link sends, or other figures for the one that is there: bytes a second, bytes at once, and bytes
    /// that may wait.
    /// </summary>
    public static byte[] Bucket(int link, long rate, uint burst, uint waiting)
    {
        // struct tc_tbf_qopt: two struct tc_ratespec, limit, buffer, mtu. Ethernet as the link layer, so that the kernel wants no rate table.
        var options = new byte[36];
        options[1] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(options.AsSpan(8), (uint)Math.Min(rate, uint.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(options.AsSpan(24), waiting);
        var writer = new NetlinkWriter(RtMessage.NewQueue, Make | Replace, Header(link, RootHandle, Root));
        writer.Name(Kind, "tbf");
        return writer.Nest(Options, tbf =>
        {
            tbf.Bytes(1, options);
            tbf.UInt32(6, burst);
            if (rate <= uint.MaxValue) return;
            var wide = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(wide, rate);
            tbf.Bytes(4, wide);
        }).ToArray();
    }

    public static byte[] DeleteRoot(int link) => new NetlinkWriter(RtMessage.DeleteQueue, Change, Header(link, 0, Root)).ToArray();

    /// <summary>The place where filters see what a link receives.</summary>
    public static byte[] Ingress(int link)
    {
        var writer = new NetlinkWriter(RtMessage.NewQueue, Make | NetlinkFlags.Exclusive, Header(link, IngressHandle, AtIngress));
        writer.Name(Kind, "ingress");
        return writer.ToArray();
    }

    public static byte[] DeleteIngress(int link) => new NetlinkWriter(RtMessage.DeleteQueue, Change, Header(link, IngressHandle, AtIngress)).ToArray();

    /// <summary>All that <paramref name="link"/> receives goes out of <paramref name="to"/> (an IFB, which gives it back), by a u32 filter that fits everything.</summary>
    public static byte[] Redirect(int link, int to)
    {
        var writer = new NetlinkWriter(RtMessage.NewFilter, Make | NetlinkFlags.Exclusive, Header(link, 0, IngressHandle, FirstPriority | AnyProtocol));
        writer.Name(Kind, "u32");
        return writer.Nest(Options, u32 =>
        {
            // struct tc_u32_sel: terminal, and one key of which no bit is looked at.
            var selector = new byte[32];
            (selector[0], selector[2]) = (1, 1);
            u32.Nest(7, actions => actions.Nest(1, action =>
            {
                // struct tc_mirred: TC_ACT_STOLEN, TCA_EGRESS_REDIR, where to.
                var mirred = new byte[28];
                BinaryPrimitives.WriteInt32LittleEndian(mirred.AsSpan(8), 4);
                BinaryPrimitives.WriteInt32LittleEndian(mirred.AsSpan(20), 1);
                BinaryPrimitives.WriteInt32LittleEndian(mirred.AsSpan(24), to);
                action.Name(Kind, "mirred");
                action.Nest(Options, options => options.Bytes(2, mirred));
            }));
            u32.Bytes(5, selector);
        }).ToArray();
    }

    /// <summary>A link that sends what it gets back to where it came from, after its queue.</summary>
    public static byte[] CreateIfb(string name)
    {
        var writer = new NetlinkWriter(RtMessage.NewLink, Make | NetlinkFlags.Exclusive, new byte[16]);
        writer.Name(LinkAttribute.Name, name);
        return writer.Nest(LinkAttribute.LinkInfo, info => info.Text(LinkAttribute.Kind, "ifb")).ToArray();
    }

    private static byte[] Header(int link, uint handle, uint parent, uint info = 0)
    {
        var header = new byte[20];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), link);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), handle);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), parent);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), info);
        return header;
    }
}
