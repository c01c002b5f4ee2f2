using System.Globalization;
using System.Net;

namespace Containment.Networks;

/// <summary>One socket in /proc/net/tcp or a file like it (proc(5)). Pure.</summary>
/// <param name="fields">The words of its line.</param>
internal readonly struct SocketLine(string[] fields)
{
    /// <summary>States of include/net/tcp_states.h; sockets of UDP have two of them.</summary>
    public const string SynReceived = "03", FinWait1 = "04", FinWait2 = "05", Unconnected = "07", LastAck = "09", Listening = "0A", Closing = "0B";

    private const int LocalAt = 1, RemoteAt = 2, StateAt = 3, QueuesAt = 4, InodeAt = 9;

    public static IEnumerable<SocketLine> Parse(IEnumerable<string> lines) =>
        lines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length > InodeAt).Select(fields => new SocketLine(fields));

    public IPEndPoint Local => EndPoint(fields[LocalAt]);

    public IPEndPoint Remote => EndPoint(fields[RemoteAt]);

    public string State => fields[StateAt];

    /// <summary>Whether a process has it open.</summary>
    public bool IsOwned => fields[InodeAt] != "0";

    /// <summary>Bytes that wait to be received; of a listener, connections that wait to be accepted.</summary>
    public int Received => int.Parse(fields[QueuesAt].AsSpan(fields[QueuesAt].IndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

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
