using System.Net;
using System.Text.Json.Serialization;

namespace Containment.Networks;

/// <summary>One interface of a container.</summary>
public sealed record NetworkSpec
{
    /// <summary>What it is connected to.</summary>
    public required NetworkLink Link { get; init => field = value ?? throw new InvalidSpecException(nameof(Link), null, "what it is connected to"); }

    /// <summary>The interface's name inside: 1 to 15 characters. Default <c>eth0</c>.</summary>
    public string Name { get; init => field = LinkName.Checked(value, nameof(Name)); } = "eth0";

    /// <summary>
    /// Its addresses, IPv4 or IPv6, with prefix length. None on a <see cref="NetworkLink.Network"/>: it gives one of each of its subnets, which
    /// the container keeps as long as it is there.
    /// </summary>
    public IReadOnlyList<IPNetworkAddress> Addresses { get; init => field = NetworkRules.Addresses(value, nameof(Addresses)); } = [];

    /// <summary>Default routes go to these; at most one of each family, each inside the prefix of one of the addresses (an IPv6 one may be link-local). None where the link is routed: then the host is the gateway.</summary>
    [JsonConverter(typeof(IPAddressListJsonConverter))]
    public IReadOnlyList<IPAddress> Gateways { get; init => field = NetworkRules.Gateways(value, nameof(Gateways)); } = [];

    /// <summary>
    /// Its hardware address, as in <c>02:00:00:00:00:01</c>. Null derives one from the container's id, the interface's name and
    /// its first address, so that it stays over restarts and moves.
    /// </summary>
    public string? Mac { get; init => field = value is null ? null : HardwareAddress.Checked(value, nameof(Mac)); }

    /// <summary>Its interface index inside, 100 to 115; null is 100 and its place in the list. It stays over restarts and moves.</summary>
    public int? Index { get; init => field = value is null or (>= 100 and <= 115) ? value : throw new InvalidSpecException(nameof(Index), value, "100 to 115"); }

    /// <summary>Its MTU in bytes, 68 to 65535, 1280 or more with an IPv6 address; null is that of what it is connected to.</summary>
    public int? Mtu { get; init => field = value is null or (>= 68 and <= 65535) ? value : throw new InvalidSpecException(nameof(Mtu), value, "68 to 65535 bytes"); }

    /// <summary>Ports of the host by which ports of the container are reached, at the first address of each family. Default: none. Needs nft(8).</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init => field = value is { Count: > 0 } ? value : []; } = [];

    /// <summary>What the container sends elsewhere than to the networks of its addresses carries an address of the host. Default false. Needs nft(8).</summary>
    public bool Masquerade { get; init; }

    /// <summary>What may pass. Null (the default): everything. Needs nft(8).</summary>
    public Firewall? Firewall { get; init; }

    /// <summary>Keeps it from exchanging frames with other isolated ones of the same bridge; with the host and the others it still can. Default false.</summary>
    public bool Isolated { get; init; }

    /// <summary>How fast it is. Null (the default): as fast as the machine can.</summary>
    public Bandwidth? Bandwidth { get; init; }
}
