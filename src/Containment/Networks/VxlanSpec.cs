using System.Net;

namespace Containment.Networks;

/// <summary>How a bridge of this host is one network with bridges of other hosts: Ethernet in UDP (VXLAN, RFC 7348), without multicast.</summary>
/// <param name="Id">The network's number (VNI), the same on all its hosts: 1 to 16777215.</param>
/// <param name="Local">The address of this host by which the others reach it.</param>
public sealed record VxlanSpec(int Id, IPAddress Local)
{
    /// <summary>The network's number (VNI), the same on all its hosts: 1 to 16777215.</summary>
    public int Id { get; init => field = CheckedId(value); } = CheckedId(Id);

    /// <summary>The address of this host by which the others reach it.</summary>
    public IPAddress Local { get; init => field = Checked(value, nameof(Local)); } = Checked(Local, nameof(Local));

    /// <summary>The other hosts, of the same address family. Default: none yet.</summary>
    public IReadOnlyList<IPAddress> Peers { get; init => field = [.. (value ?? []).Select(peer => Checked(peer, nameof(Peers))).Distinct()]; } = [];

    /// <summary>The UDP port of all of them. Default 4789.</summary>
    public int Port { get; init => field = value is > 0 and <= 65535 ? value : throw new InvalidSpecException(nameof(Port), value, "1 to 65535"); } = 4789;

    /// <summary>The only link of this host that is used, by name; null (the default): as the routes say.</summary>
    public string? Underlying { get; init => field = value is null ? null : LinkName.Checked(value, nameof(Underlying)); }

    /// <summary>The bytes that each packet gets longer by: IP, UDP and VXLAN headers and the inner Ethernet header.</summary>
    internal int Overhead => Local.GetAddressBytes().Length == 4 ? 50 : 70;

    /// <summary>What one setter can't see.</summary>
    internal void Check()
    {
        if (Peers.FirstOrDefault(peer => peer.AddressFamily != Local.AddressFamily || peer.Equals(Local)) is { } wrong)
            throw new InvalidSpecException(nameof(Peers), wrong, $"other hosts' addresses of the family of {Local}");
    }

    private static int CheckedId(int id) => id is > 0 and < 1 << 24 ? id : throw new InvalidSpecException(nameof(Id), id, "1 to 16777215");

    private static IPAddress Checked(IPAddress? address, string field) =>
        NetworkRules.HostAddress(address, field) is { } good && !IPAddress.IsLoopback(good) ? good : throw new InvalidSpecException(field, address, "an address by which hosts reach each other");
}
