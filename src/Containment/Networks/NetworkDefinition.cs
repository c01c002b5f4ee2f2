using System.Net;
using Containment.Networks.Pools;

namespace Containment.Networks;

/// <summary>A network of a host: how containers are connected to it, and the addresses that it gives them.</summary>
/// <param name="Name">Its name: 1 to 32 of a-z, 0-9, -, _ and ., beginning with a letter or digit.</param>
public sealed record NetworkDefinition(string Name)
{
    /// <inheritdoc cref="NetworkDefinition(string)"/>
    public string Name { get; init => field = NetworkName.Checked(value, nameof(Name)); } = NetworkName.Checked(Name, nameof(Name));

    /// <summary>How containers are connected. Null: to a bridge of its own, which is made when it is missing and goes with the network.</summary>
    public NetworkLink? Link { get; init => field = value is NetworkLink.Network or NetworkLink.Cni or NetworkLink.Physical ? throw new InvalidSpecException(nameof(Link), value, "a bridge, routed, macvlan or ipvlan") : value; }

    /// <summary>Where its addresses are from, IPv4 or IPv6, none within another. A container gets one address of each.</summary>
    public IReadOnlyList<IPNetwork> Subnets { get; init => field = DefinitionRules.Subnets(value, nameof(Subnets)); } = [];

    /// <summary>
    /// What part of the subnets is given to containers that name no address. Empty: all but the gateways. Hosts that share a network
    /// (a spanning one, or one of a building) each give from a part of their own.
    /// </summary>
    public IReadOnlyList<IPNetwork> Ranges { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Routers of the network, each in one of the subnets. Null: the host is, with the first address of each subnet, where it has a bridge of the network.
    /// Empty: there are none, nothing beyond the network is reached.
    /// </summary>
    public IReadOnlyList<IPAddress>? Gateways { get; init => field = value is null ? null : NetworkRules.Gateways(value, nameof(Gateways)); }

    /// <summary>What containers send elsewhere carries an address of the host. Default false. Needs nft(8).</summary>
    public bool Masquerade { get; init; }

    /// <summary>Keeps its containers from exchanging frames with each other; with the host they still can. Default false. Needs a bridge.</summary>
    public bool Isolated { get; init; }

    /// <summary>Makes its bridge one network with those of other hosts. Null (the default): it is this host's alone.</summary>
    public VxlanSpec? Spanning { get; init; }

    /// <summary>The MTU of its interfaces in bytes; null is that of the bridge or parent.</summary>
    public int? Mtu { get; init => field = value is null or (>= 68 and <= 65535) ? value : throw new InvalidSpecException(nameof(Mtu), value, "68 to 65535 bytes"); }
}
