namespace Containment.Networks;

/// <summary>What a firewall rule may be about.</summary>
public enum FirewallProtocol
{
    /// <summary>Every IP packet.</summary>
    Any,
    /// <summary>TCP.</summary>
    Tcp,
    /// <summary>UDP.</summary>
    Udp,
    /// <summary>ICMP and ICMPv6. Errors and the discovery of neighbours pass in any case.</summary>
    Icmp,
}
