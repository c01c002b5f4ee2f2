using System.Globalization;
using System.Net;

namespace Containment.Networks.Filtering;

/// <summary>Sockets that wait for anybody, from /proc/net/tcp and its like (proc(5)). Pure.</summary>
internal static class Listeners
{
    private const string Listening = "0A", Unconnected = "07";

    /// <summary>The address and port of each in one of these files.</summary>
    public static IEnumerable<IPEndPoint> Waiting(IEnumerable<string> lines) => Sockets(lines).Where(socket => socket.State is Listening || (socket.State is Unconnected && socket.Remote.Port == 0)).Select(socket => socket.Local);

    /// <summary>Both ends of each connection in one of these files.</summary>
    public static IEnumerable<(IPEndPoint Local, IPEndPoint Remote)> Connected(IEnumerable<string> lines) => Sockets(lines).Where(socket => socket.Remote.Port != 0).Select(socket => (socket.Local, socket.Remote));

    /// <summary>Whether packets for a published port could be meant for it as well.</summary>
    public static bool Collides(IPEndPoint listener, PublishedPort port) =>
        listener.Port == port.HostPort && (port.Address is null || Any(listener.Address) || port.Address.Equals(listener.Address));

    private static bool Any(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IEnumerable<(IPEndPoint Local, IPEndPoint Remote, string State)> Sockets(IEnumerable<string> lines) =>
        lines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length > 3).Select(fields => (EndPoint(fields[1]), EndPoint(fields[2]), fields[3]));

    // Words of 32 bits, each in the machine's byte order.
    private static IPEndPoint EndPoint(string text)
    {
        var colon = text.IndexOf(':');
        var bytes = Convert.FromHexString(text[..colon]);
        for (var word = 0; BitConverter.IsLittleEndian && word < bytes.Length; word += 4) Array.Reverse(bytes, word, 4);
        var address = new IPAddress(bytes);
        return new(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, int.Parse(text[(colon + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
