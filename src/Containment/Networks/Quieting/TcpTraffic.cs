using System.Globalization;

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
    private const int State = 3, Queues = 4, Inode = 9;

    public static TcpTraffic operator +(TcpTraffic one, TcpTraffic other) => new(one.Opening + other.Opening, one.Closing + other.Closing, one.HalfClosed + other.HalfClosed);

    /// <summary>What the lines of one such file say.</summary>
    public static TcpTraffic Parse(IEnumerable<string> lines) => lines.Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length > Inode)
        .Aggregate(new TcpTraffic(), (sum, fields) => sum + Of(fields));

    // include/net/tcp_states.h. Of a listener, what waits to be received are connections that wait to be accepted.
    private static TcpTraffic Of(string[] fields) => (fields[State], fields[Inode]) switch
    {
        ("0A", _) => new(Received(fields[Queues]), 0, 0),
        ("03", _) => new(1, 0, 0),
        ("04" or "09" or "0B", "0") => new(0, 1, 0),
        ("05", "0") => new(0, 0, 1),
        _ => default,
    };

    private static int Received(string queues) => int.Parse(queues.AsSpan(queues.IndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
