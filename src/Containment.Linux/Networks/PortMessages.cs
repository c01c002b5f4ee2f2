namespace Containment.Linux.Networks;

/// <summary>Requests on ports of bridges (include/uapi/linux/if_link.h, IFLA_BRPORT_*). Pure.</summary>
internal static class PortMessages
{
    private const ushort Mode = 4, Isolated = 33;

    /// <summary>
    /// Keeps a port from exchanging frames with other isolated ones (bridge(8), "isolated on"). It must be a port already: the kernel asks the
    /// bridge about IFLA_INFO_SLAVE_DATA before it heeds the IFLA_MASTER of the same message, and a link without a bridge has none to ask.
    /// </summary>
    public static byte[] Isolate(string name) => Set(name, Isolated);

    /// <summary>
    /// Lets frames go back out of the port that they came by (bridge(8), "hairpin on"): where frames on a bridge pass the host's rules
    /// (net.bridge.bridge-nf-call-iptables), a container that is sent back to itself stays on the bridge.
    /// </summary>
    public static byte[] Hairpin(string name) => Set(name, Mode);

    private static byte[] Set(string name, ushort flag)
    {
        var writer = new NetlinkWriter(RtMessage.NewLink, NetlinkFlags.Request | NetlinkFlags.Ack, new byte[16]);
        writer.Name(LinkAttribute.Name, name);
        return writer.Nest(LinkAttribute.LinkInfo, info => info.Nest(LinkAttribute.SlaveData, data => data.UInt8(flag, 1))).ToArray();
    }
}
