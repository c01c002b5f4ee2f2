using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>
/// Closes and opens a bridge's port for a container whose processes stand still: no packet passes, and nobody answers in its
/// stead, so that TCP at the other side only retransmits. The port is put into the state "listening", in which a bridge drops
/// all frames. "Disabled" would not last: the bridge takes any notice of such a port that has a carrier for the moment to
/// enable it. Setting the link down would last, but the container would see its carrier go.
/// </summary>
internal static class PortLock
{
    public static void Close(NetlinkSocket socket, Link end)
    {
        if (!end.IsUp) return;
        try
        {
            socket.Send(LinkMessages.SetPortState(end.Name, PortState.Listening), $"lock {end.Name}");
        }
        catch (KernelRefusal)
        {
            // The bridge runs the spanning tree protocol (EBUSY), the port has no carrier (ENETDOWN), or it was taken off the bridge.
            socket.Send(LinkMessages.SetUp(end.Name, up: false), $"lock {end.Name} by setting it down");
        }
    }

    public static void Open(NetlinkSocket socket, Link end)
    {
        if (!end.IsUp) socket.Send(LinkMessages.SetUp(end.Name, up: true), $"set {end.Name} up");
        else if (end.PortState == PortState.Listening) socket.Send(LinkMessages.SetPortState(end.Name, PortState.Forwarding), $"unlock {end.Name}");
    }

    /// <summary>Whether packets will pass soon, but not yet. Without a carrier they won't: the container's own end is down.</summary>
    public static bool IsOpening(Link end) => end is { IsUp: true, HasCarrier: true, PortState: { } state } && state != PortState.Forwarding;
}
