namespace Containment.Networks;

/// <summary>Protocols that have ports.</summary>
public enum TransportProtocol
{
    /// <summary>TCP (RFC 9293).</summary>
    Tcp,
    /// <summary>UDP (RFC 768).</summary>
    Udp,
}
