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
    /// <param name="networks">Its interfaces, in order; inside they get the indexes 100, 101, …, always, so that what was saved with them fits again.</param>
    /// <param name="bridges">What is known of the bridges they name.</param>
    /// <param name="locked">Leaves the host's ends down, so that not even the kernel's own packets get out (a neighbour solicitation
    /// would already draw the container's traffic here).</param>
    /// <exception cref="InvalidSpecException">A field, as in <c>networks[0].gateways</c>, can't be right.</exception>
    public static IReadOnlyList<NetworkStep> Compile(ContainerId id, string salt, IReadOnlyList<NetworkSpec> networks, IReadOnlyDictionary<string, BridgeFacts> bridges, bool locked = false)
    {
        NetworkRules.Check(networks);
        var steps = new List<NetworkStep>();
        for (var i = 0; i < networks.Count; i++) Host(steps, id, LinkName.OfHost(id, salt, i), networks[i], FirstIndex + i, bridges[networks[i].Bridge], locked);
        steps.Add(LoopbackUp);
        for (var i = 0; i < networks.Count; i++) Inside(steps, networks[i], FirstIndex + i);
        return steps;
    }

    /// <summary>What every new network namespace needs.</summary>
    public static NetworkStep LoopbackUp { get; } = new(NetworkPlace.Container, LinkMessages.SetUp(Loopback), null, "set lo up");

    private static void Host(List<NetworkStep> steps, ContainerId id, string end, NetworkSpec network, int index, BridgeFacts bridge, bool locked)
    {
        var mtu = network.Mtu ?? bridge.Mtu;
        if (mtu < 1280 && network.Addresses.Any(a => a.Address.AddressFamily == AddressFamily.InterNetworkV6))
            throw new InvalidSpecException("networks.mtu", $"{mtu}, that of {bridge.Name}", "1280 bytes or more, as IPv6 demands (RFC 8200)");
        // A bridge takes the smallest MTU of its ports: a container with a small one must not shrink everybody's.
        var create = LinkMessages.CreateVeth(network.Name, index, HardwareAddress.Of(id, network), mtu, end, HardwareAddress.OfHostEnd(end), Math.Max(mtu, bridge.Mtu), out var pidOffset);
        steps.Add(new NetworkStep(NetworkPlace.Host, create, pidOffset, $"create {network.Name} ({end})") { Creates = end });
        steps.Add(new NetworkStep(NetworkPlace.Host, LinkMessages.Enslave(end, bridge.Index, $"{id}/{network.Name}"), null, $"make {end} a port of {bridge.Name}"));
        if (!locked) steps.Add(new NetworkStep(NetworkPlace.Host, LinkMessages.SetUp(end, up: true), null, $"set {end} up"));
    }

    private static void Inside(List<NetworkStep> steps, NetworkSpec network, int index)
    {
        foreach (var (address, prefix) in network.Addresses)
            steps.Add(new NetworkStep(NetworkPlace.Container, AddressMessages.Add(index, address, prefix), null, $"add {address}/{prefix} to {network.Name}"));
        foreach (var gateway in network.Gateways)
            steps.Add(new NetworkStep(NetworkPlace.Container, RouteMessages.AddDefault(gateway, index), null, $"route by {gateway} on {network.Name}"));
    }
}
