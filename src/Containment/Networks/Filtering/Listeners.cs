using System.Net;

namespace Containment.Networks.Filtering;

/// <summary>Sockets that wait for anybody, from /proc/net/tcp and its like (proc(5)). Pure.</summary>
internal static class Listeners
{
    /// <summary>The address and port of each in one of these files.</summary>
    public static IEnumerable<IPEndPoint> Waiting(IEnumerable<string> lines) => SocketLine.Parse(lines).Where(socket => socket.State is SocketLine.Listening || (socket.State is SocketLine.Unconnected && socket.Remote.Port == 0)).Select(socket => socket.Local);

    /// <summary>Both ends of each connection in one of these files.</summary>
    public static IEnumerable<(IPEndPoint Local, IPEndPoint Remote)> Connected(IEnumerable<string> lines) => SocketLine.Parse(lines).Where(socket => socket.Remote.Port != 0).Select(socket => (socket.Local, socket.Remote));

    /// <summary>Whether packets for a published port could be meant for it as well.</summary>
    public static bool Collides(IPEndPoint listener, PublishedPort port) =>
        listener.Port == port.HostPort && (port.Address is null || Any(listener.Address) || port.Address.Equals(listener.Address));

    private static bool Any(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
