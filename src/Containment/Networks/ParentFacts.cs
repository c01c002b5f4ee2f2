namespace Containment.Networks;

/// <summary>What a plan must know of a link of the host that containers are connected to: a bridge, or an interface.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">Its interface index.</param>
/// <param name="Mtu">Its MTU in bytes.</param>
internal sealed record ParentFacts(string Name, int Index, int Mtu)
{
    private const int EthernetMtu = 1500;

    /// <summary>Where there is none: the host itself.</summary>
    public static readonly ParentFacts Host = new("the host", 0, EthernetMtu);

    /// <summary>The link of the host that this one needs; null: none.</summary>
    public static string? NameOf(NetworkLink link) => link switch
    {
        NetworkLink.Bridge bridge => bridge.Name,
        NetworkLink.Macvlan macvlan => macvlan.Parent,
        NetworkLink.Ipvlan ipvlan => ipvlan.Parent,
        NetworkLink.Routed routed => routed.Uplink,
        NetworkLink.Physical physical => physical.Name,
        _ => null,
    };
}
