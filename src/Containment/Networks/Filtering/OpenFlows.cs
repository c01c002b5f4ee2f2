namespace Containment.Networks.Filtering;

/// <summary>Finds the connections of a container, in the files of /proc/PID/net.</summary>
internal static class OpenFlows
{
    public static IReadOnlyList<OpenFlow> Of(int pid) =>
    [
        .. ((string, TransportProtocol)[])[("tcp", TransportProtocol.Tcp), ("tcp6", TransportProtocol.Tcp), ("udp", TransportProtocol.Udp), ("udp6", TransportProtocol.Udp)] switch
        {
            var files => files.SelectMany(file => Read($"/proc/{pid}/net/{file.Item1}", file.Item2)).Distinct(),
        },
    ];

    private static IEnumerable<OpenFlow> Read(string path, TransportProtocol protocol) =>
        !File.Exists(path) ? [] : Listeners.Connected(File.ReadAllLines(path)).Select(ends => new OpenFlow(protocol, ends.Local.Address, ends.Local.Port, ends.Remote.Address, ends.Remote.Port));
}
