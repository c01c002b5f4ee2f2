namespace Containment.Networks.Quieting;

/// <summary>
/// TCP connections of a network namespace that no process owns, from /proc/PID/net/tcp (proc(5)): the kernel finishes them by itself in a moment, and nobody
/// could save them. Pure.
/// </summary>
/// <param name="Opening">In the middle of the handshake, or waiting to be accepted.</param>
/// <param name="Closing">Closed by their process, with something that the other side has not acknowledged.</param>
/// <param name="HalfClosed">Closed by their process; the other side could still send.</param>
internal readonly record struct TcpTraffic(int Opening, int Closing, int HalfClosed)
{
    public static TcpTraffic operator +(TcpTraffic one, TcpTraffic other) => new(one.Opening + other.Opening, one.Closing + other.Closing, one.HalfClosed + other.HalfClosed);

    /// <summary>What the lines of one such file say.</summary>
    public static TcpTraffic Parse(IEnumerable<string> lines) => SocketLine.Parse(lines).Aggregate(new TcpTraffic(), (sum, socket) => sum + Of(socket));

    private static TcpTraffic Of(SocketLine socket) => (socket.State, socket.IsOwned) switch
    {
        (SocketLine.Listening, _) => new(socket.Received, 0, 0),
        (SocketLine.SynReceived, _) => new(1, 0, 0),
        (SocketLine.FinWait1 or SocketLine.LastAck or SocketLine.Closing, false) => new(0, 1, 0),
        (SocketLine.FinWait2, false) => new(0, 0, 1),
        _ => default,
    };
}
