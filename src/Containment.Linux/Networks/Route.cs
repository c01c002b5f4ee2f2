using System.Buffers.Binary;
using System.Net;

namespace Containment.Linux.Networks;

/// <summary>What the kernel says of a route; the destination of a default route is null.</summary>
internal sealed record Route(byte Table, IPAddress? Destination, int Prefix, IPAddress? Gateway, int OutInterface)
{
    /// <summary>Reads struct rtmsg and what follows it.</summary>
    public static Route Read(ReadOnlySpan<byte> payload)
    {
        var route = new Route(payload[4], null, payload[1], null, 0);
        NetlinkReader.Attributes(payload[12..], (type, value) => route = type switch
        {
            RouteMessages.Destination => route with { Destination = new IPAddress(value) },
            RouteMessages.Gateway => route with { Gateway = new IPAddress(value) },
            RouteMessages.OutInterface => route with { OutInterface = BinaryPrimitives.ReadInt32LittleEndian(value) },
            _ => route,
        });
        return route;
    }
}
