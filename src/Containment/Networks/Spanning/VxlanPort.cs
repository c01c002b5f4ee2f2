using System.Net;
using System.Security.Cryptography;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks.Spanning;

/// <summary>
/// The port by which a bridge reaches other hosts: a VXLAN device, <c>cx</c> and the network's number. Whom it sends to is kept here: frames for
/// nobody known go to each peer, and what comes from a peer teaches it who is there.
/// </summary>
internal static class VxlanPort
{
    public static void Ensure(NetlinkSocket socket, string bridgeName, VxlanSpec spec)
    {
        var bridge = LinkQueries.Bridge(socket, bridgeName);
        var below = Below(socket, spec);
        var (name, says) = (NameOf(spec.Id), Alias(spec));
        if (LinkQueries.Find(socket, name) is { } there)
        {
            if (there.Kind != "vxlan" || (there.Master != 0 && there.Master != bridge.Index))
                throw new ContainmentException(FailureReason.AlreadyExists, name, $"network {spec.Id} is in use on this host: {name} is there, and not a port of {bridgeName}");
            // The kernel changes neither address nor port of one that is there.
            if (there.Alias != says || there.Mtu != below.Mtu - spec.Overhead) socket.Send(LinkMessages.Delete(name), $"delete {name}");
        }
        foreach (var other in Ports(socket, bridge.Index).Where(port => port.Name != name)) socket.Send(LinkMessages.Delete(other.Name), $"delete {other.Name}");
        var device = LinkQueries.Find(socket, name) ?? Create(socket, name, spec, below);
        if (device.Master != bridge.Index || device.Alias != says) socket.Send(LinkMessages.Enslave(name, bridge.Index, says), $"make {name} a port of {bridgeName}");
        Peers(socket, device, spec.Peers);
        socket.Send(LinkMessages.SetUp(name, up: true), $"set {name} up");
    }

    public static bool Delete(NetlinkSocket socket, string bridgeName)
    {
        if (LinkQueries.Find(socket, bridgeName) is not { } bridge) return false;
        var ports = Ports(socket, bridge.Index);
        foreach (var port in ports) socket.Send(LinkMessages.Delete(port.Name), $"delete {port.Name}");
        return ports.Count > 0;
    }

    private static List<Link> Ports(NetlinkSocket socket, int bridge) =>
        [.. socket.Dump(LinkMessages.GetAll(), "list links", Link.Read).Where(link => link.Master == bridge && link.Kind == "vxlan" && link.Name.StartsWith("cx", StringComparison.Ordinal))];

    private static Link Create(NetlinkSocket socket, string name, VxlanSpec spec, Link below)
    {
        var mac = RandomNumberGenerator.GetBytes(6);
        mac[0] = 0xfe;
        socket.Send(VxlanMessages.Create(name, mac, below.Mtu - spec.Overhead, (uint)spec.Id, spec.Local, (ushort)spec.Port, spec.Underlying is null ? 0 : below.Index), $"create {name}");
        return LinkQueries.Find(socket, name) ?? throw new KernelRefusal("rtnetlink", $"look {name} up", Errno.ENODEV);
    }

    private static void Peers(NetlinkSocket socket, Link device, IReadOnlyList<IPAddress> wanted)
    {
        var entries = socket.Dump(VxlanMessages.GetEntries(device.Index), $"list whom {device.Name} sends to", Neighbour.Read).Where(entry => entry.Index == device.Index && entry.Address is not null).ToList();
        var there = entries.Where(IsForAll).Select(entry => entry.Address!).ToHashSet();
        foreach (var peer in wanted.Where(peer => !there.Contains(peer))) socket.Send(VxlanMessages.AddPeer(device.Index, peer), $"let {device.Name} send to {peer}");
        // Those that were learned from it go too: what they name is elsewhere now, or nowhere.
        foreach (var entry in entries.Where(entry => !wanted.Contains(entry.Address!))) Forget(socket, device, entry);
    }

    private static void Forget(NetlinkSocket socket, Link device, Neighbour entry)
    {
        try
        {
            socket.Send(VxlanMessages.DeleteEntry(device.Index, Convert.FromHexString(entry.HardwareAddress ?? "000000000000"), entry.Address!), $"let {device.Name} not send to {entry.Address}");
        }
        catch (KernelRefusal gone) when (gone.Error == Errno.ENOENT)
        {
            // It was learned, and has aged.
        }
    }

    private static bool IsForAll(Neighbour entry) => entry.HardwareAddress is "000000000000";

    private static Link Below(NetlinkSocket socket, VxlanSpec spec)
    {
        if (spec.Underlying is { } given) return LinkQueries.Find(socket, given) ?? throw new ContainmentException(FailureReason.NotFound, given, $"there is no link {given} on this host");
        var address = socket.Dump(AddressMessages.GetAll(), "list addresses", LinkAddress.Read).FirstOrDefault(address => address.Address.Equals(spec.Local))
            ?? throw new ContainmentException(FailureReason.NotFound, spec.Local.ToString(), $"no link of this host has the address {spec.Local}; the others could not answer");
        return socket.Dump(LinkMessages.GetAll(), "list links", Link.Read).First(link => link.Index == address.Index);
    }

    /// <summary>The port's name.</summary>
    public static string NameOf(int id) => $"cx{id}";

    private static string Alias(VxlanSpec spec) => $"network {spec.Id} of {spec.Local}, port {spec.Port}{(spec.Underlying is { } link ? $", by {link}" : "")}";
}
