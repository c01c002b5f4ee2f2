using System.Net.Sockets;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>Compiles a container's networks into rtnetlink messages. Pure: the same input gives the same bytes.</summary>
internal static class NetworkPlan
{
    private const int Loopback = 1;

    /// <summary>
    /// The index that a container's first interface has inside. Not 2: where the kernel has tunnels (sit, gre, ip6tnl), every new
    /// namespace begins with some of them at 2, 3, ….
    /// </summary>
    public const int FirstIndex = 100;

    /// <summary>
    /// All messages in the order in which they must be sent, the host's first. Without any network there is still one:
    /// the loopback interface up.
    /// </summary>
    /// <param name="id">The container; host link names and default hardware addresses are derived from it.</param>
    /// <param name="salt">Keeps two state directories in one network namespace apart: the host's state directory.</param>
    /// <param name="networks">Its interfaces, in order; inside they get the indexes 100, 101, …, always, so that what was saved with them fits again. None is on a network by name any more.</param>
    /// <param name="parents">What is known of the links of the host that they name.</param>
    /// <param name="locked">Leaves bridges' ports down, so that not even the kernel's own packets get out (a neighbour solicitation
    /// would already draw the container's traffic here), and what <see cref="NetworkStep.Draws"/> out.</param>
    /// <param name="beside">Interfaces that it has already: where their default routes lead, no other does.</param>
    /// <param name="indexes">Indexes for ends of routed links, by name, where those that they would have are others'.</param>
    /// <exception cref="InvalidSpecException">A field, as in <c>networks[0].gateways</c>, can't be right.</exception>
    public static IReadOnlyList<NetworkStep> Compile(ContainerId id, string salt, IReadOnlyList<NetworkSpec> networks, IReadOnlyDictionary<string, ParentFacts> parents, bool locked = false, IReadOnlyDictionary<string, int>? indexes = null, IReadOnlyList<NetworkSpec>? beside = null)
    {
        NetworkRules.Check(networks);
        var steps = new List<NetworkStep>();
        for (var i = 0; i < networks.Count; i++)
            steps.AddRange(Host(id, salt, networks[i], IndexOf(networks[i], i), ParentFacts.NameOf(networks[i].Link) is { } name ? parents[name] : ParentFacts.Host, locked, indexes));
        steps.Add(LoopbackUp);
        var families = networks.Concat(beside ?? []).SelectMany(network => network.Gateways).Concat((beside ?? []).SelectMany(network => network.Link is NetworkLink.Routed ? RoutedLink.Gateways(network) : [])).Select(gateway => gateway.AddressFamily).ToHashSet();
        for (var i = 0; i < networks.Count; i++) Inside(steps, networks[i], IndexOf(networks[i], i), families);
        return steps;
    }

    /// <summary>An interface's index inside.</summary>
    public static int IndexOf(NetworkSpec network, int place) => network.Index ?? FirstIndex + place;

    /// <summary>The number of an interface, from 0 on: the last digit of the name of the host's end.</summary>
    public static int OrdinalOf(NetworkSpec network, int place) => IndexOf(network, place) - FirstIndex;

    /// <summary>What every new network namespace needs.</summary>
    public static NetworkStep LoopbackUp { get; } = new(NetworkPlace.Container, LinkMessages.SetUp(Loopback), null, "set lo up");

    private static IEnumerable<NetworkStep> Host(ContainerId id, string salt, NetworkSpec network, int index, ParentFacts parent, bool locked, IReadOnlyDictionary<string, int>? indexes)
    {
        var mtu = network.Mtu ?? parent.Mtu;
        if (mtu < 1280 && network.Addresses.Any(a => a.Address.AddressFamily == AddressFamily.InterNetworkV6))
            throw new InvalidSpecException("networks.mtu", $"{mtu}, that of {parent.Name}", "1280 bytes or more, as IPv6 demands (RFC 8200)");
        var (mac, end) = (HardwareAddress.Of(id, network), LinkName.OfHost(id, salt, index - FirstIndex));
        int pidOffset;
        switch (network.Link)
        {
            case NetworkLink.Bridge:
                // A bridge takes the smallest MTU of its ports: a container with a small one must not shrink everybody's.
                var pair = LinkMessages.CreateVeth(network.Name, index, mac, mtu, end, HardwareAddress.OfHostEnd(end), Math.Max(mtu, parent.Mtu), out pidOffset);
                yield return new(NetworkPlace.Host, pair, pidOffset, $"create {network.Name} ({end})") { Creates = end };
                yield return new(NetworkPlace.Host, LinkMessages.Enslave(end, parent.Index, $"{id}/{network.Name}"), null, $"make {end} a port of {parent.Name}");
                if (network.Ports.Count > 0) yield return new(NetworkPlace.Host, PortMessages.Hairpin(end), null, $"let {end} reach itself");
                if (network.Isolated) yield return new(NetworkPlace.Host, PortMessages.Isolate(end), null, $"isolate {end}");
                if (!locked) yield return new(NetworkPlace.Host, LinkMessages.SetUp(end, up: true), null, $"set {end} up");
                break;
            case NetworkLink.Routed:
                var near = indexes?.GetValueOrDefault(end) is { } free and not 0 ? free : LinkName.IndexOfHost(end);
                var routed = LinkMessages.CreateVeth(network.Name, index, mac, mtu, end, HardwareAddress.OfHostEnd(end), mtu, out pidOffset, near);
                yield return new(NetworkPlace.Host, routed, pidOffset, $"create {network.Name} ({end})") { Creates = end };
                foreach (var step in RoutedLink.Host(end, near, $"{id}/{network.Name}", network, parent))
                    if (!locked || !step.Draws) yield return step;
                break;
            case NetworkLink.Macvlan macvlan:
                var upon = LinkMessages.CreateMacvlan(network.Name, index, mac, mtu, parent.Index, Mode(macvlan.Mode), out pidOffset);
                yield return new(NetworkPlace.Host, upon, pidOffset, $"create {network.Name} (macvlan on {parent.Name})");
                break;
            case NetworkLink.Ipvlan ipvlan:
                var under = LinkMessages.CreateIpvlan(network.Name, index, mtu, parent.Index, (ushort)ipvlan.Mode, out pidOffset);
                yield return new(NetworkPlace.Host, under, pidOffset, $"create {network.Name} (ipvlan on {parent.Name})");
                break;
            case NetworkLink.Physical:
                var move = LinkMessages.Move(parent.Index, network.Name, LentLinks.Mark(id, salt, network, index - FirstIndex), out pidOffset, index);
                yield return new(NetworkPlace.Host, move, pidOffset, $"move {parent.Name} to {network.Name} inside");
                break;
            case NetworkLink.Cni:
                break;
            default:
                throw new NotSupportedException($"{network.Link}");
        }
    }

    // MACVLAN_MODE_* (include/uapi/linux/if_link.h).
    private static uint Mode(MacvlanMode mode) => mode switch { MacvlanMode.Private => 1, MacvlanMode.Vepa => 2, _ => 4 };

    private static void Inside(List<NetworkStep> steps, NetworkSpec network, int index, HashSet<AddressFamily> families)
    {
        // Plugins do it all.
        if (network.Link is NetworkLink.Cni) return;
        if (network.Link is NetworkLink.Physical)
            steps.Add(new(NetworkPlace.Container, LinkMessages.Configure(index, network.Mac is { } mac ? HardwareAddress.Parse(mac) : [], network.Mtu ?? 0), null, $"set {network.Name} up"));
        var routed = network.Link is NetworkLink.Routed;
        foreach (var (address, prefix) in network.Addresses)
        {
            // Whoever is in the same subnet is reached by the host as well.
            var length = routed ? 8 * address.GetAddressBytes().Length : prefix;
            steps.Add(new(NetworkPlace.Container, AddressMessages.Add(index, address, length), null, $"add {address}/{length} to {network.Name}"));
        }
        if (routed) steps.AddRange(RoutedLink.Inside(network, index, families));
        foreach (var gateway in network.Gateways)
            steps.Add(new(NetworkPlace.Container, RouteMessages.AddDefault(gateway, index), null, $"route by {gateway} on {network.Name}"));
    }
}
