using System.Net;

namespace Containment.Networks.Filtering;

/// <summary>A connection of a container.</summary>
internal sealed record OpenFlow(TransportProtocol Protocol, IPAddress Own, int OwnPort, IPAddress Peer, int PeerPort);
