namespace Containment.Checkpoints.Hindering;

/// <summary>Sockets, by their protocol.</summary>
internal static class SocketRules
{
    private const string Netlink = "NETLINK";

    // By the names of /proc/net/protocols; each was saved and brought back by CRIU 4.1.1.
    private static readonly HashSet<string> Saved =
        ["TCP", "TCPv6", "UDP", "UDPv6", "UDP-Lite", "UDPLITEv6", "UDPLITE", "RAW", "RAWv6", "PACKET", Netlink, "UNIX", "UNIX-STREAM"];

    public static IEnumerable<Hindrance> Of(ProcessFacts process)
    {
        foreach (var socket in process.Descriptors.Where(one => one.Protocol is { } protocol && !Saved.Contains(protocol)).DistinctBy(one => one.Protocol))
        {
            yield return socket.Protocol!.StartsWith("MPTCP", StringComparison.Ordinal)
                ? new(Weight.Refusal, "mptcp", $"{process} has a socket of Multipath TCP (descriptor {socket.Number})", "CRIU can't save such", "let it use plain TCP (net.mptcp.enabled=0 in the container makes the kernel refuse others)")
                : new(Weight.Refusal, "socket", $"{process} has a socket of protocol {socket.Protocol} (descriptor {socket.Number})", "CRIU can't save such", "let it do without, or stop the container");
        }
        if (process.Descriptors.FirstOrDefault(one => one.Protocol == Netlink && one.Unread > 0) is { } netlink)
            yield return new(Weight.Doubt, "netlink-unread", $"{process} has not read what the kernel told it by netlink (descriptor {netlink.Number})", "CRIU can't save that; it may have read it by then", "try again if it fails") { Passing = true };
    }
}
