using System.Net;

namespace Containment.Networks;

/// <summary>One interface of a container: a veth pair whose other end is a port of a bridge of the host.</summary>
public sealed record NetworkSpec
{
    /// <summary>The host's bridge, by name; it must exist.</summary>
    public required string Bridge { get; init; }

    /// <summary>The interface's name inside. Default <c>eth0</c>.</summary>
    public string Name { get; init; } = "eth0";

    /// <summary>Its addresses, IPv4 or IPv6, with prefix length.</summary>
    public IReadOnlyList<IPNetworkAddress> Addresses { get; init; } = [];

    /// <summary>Default routes go to these; at most one of each family.</summary>
    public IReadOnlyList<IPAddress> Gateways { get; init; } = [];

    /// <summary>Its hardware address, as in <c>02:00:00:00:00:01</c>; null derives one from the container's id, so that it stays.</summary>
    public string? Mac { get; init; }

    /// <summary>Its MTU in bytes; null is the bridge's.</summary>
    public int? Mtu { get; init; }
}
