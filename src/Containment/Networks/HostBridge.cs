using System.Security.Cryptography;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>Makes and removes bridges of the host.</summary>
internal static class HostBridge
{
    /// <summary>Makes it where it is missing, gives it the addresses that it lacks, and sets it up. What it has stays.</summary>
    public static void Ensure(NetlinkSocket socket, string name, IReadOnlyList<IPNetworkAddress> addresses)
    {
        if (LinkQueries.Find(socket, name) is null) Create(socket, name);
        var bridge = LinkQueries.Bridge(socket, name);
        foreach (var (address, prefix) in addresses)
            IgnoreExisting(() => socket.Send(AddressMessages.Add(bridge.Index, address, prefix), $"add {address}/{prefix} to {name}"));
        socket.Send(LinkMessages.SetUp(name, up: true), $"set {name} up");
    }

    /// <summary>As <see cref="Ensure"/>, but looks once where it is there and up.</summary>
    public static void Ready(NetlinkSocket socket, string name, IReadOnlyList<IPNetworkAddress> addresses, int? mtu, bool isNew)
    {
        if (!isNew && LinkQueries.Find(socket, name) is { IsUp: true, Kind: "bridge" }) return;
        Ensure(socket, name, addresses);
        if (mtu is { } bytes) socket.Send(LinkMessages.SetMtu(name, bytes), $"give {name} an MTU of {bytes}");
    }

    /// <returns>False where there was none.</returns>
    /// <exception cref="ContainmentException">WrongState: it has ports, or is no bridge.</exception>
    public static bool Delete(NetlinkSocket socket, string name)
    {
        if (LinkQueries.Find(socket, name) is null) return false;
        RefusePorts(socket, name, null);
        socket.Send(LinkMessages.Delete(name), $"delete {name}");
        return true;
    }

    /// <summary>Refuses a bridge that has ports, but one; that there is no bridge is fine.</summary>
    /// <exception cref="ContainmentException">WrongState.</exception>
    public static void RefusePorts(NetlinkSocket socket, string name, string? but)
    {
        if (LinkQueries.Find(socket, name) is null) return;
        var bridge = LinkQueries.Bridge(socket, name);
        var ports = socket.Dump(LinkMessages.GetAll(), "list links", Link.Read).Where(link => link.Master == bridge.Index && link.Name != but).Select(link => link.Name).ToList();
        if (ports.Count > 0) throw new ContainmentException(FailureReason.WrongState, name, $"the bridge {name} has ports: {string.Join(", ", ports)}");
    }

    /// <summary>A chosen hardware address (random, local) stays; one that the kernel chose would follow the ports.</summary>
    private static void Create(NetlinkSocket socket, string name)
    {
        var mac = RandomNumberGenerator.GetBytes(6);
        mac[0] = 0x02;
        IgnoreExisting(() => socket.Send(LinkMessages.CreateBridge(name, mac), $"create the bridge {name}"));
    }

    private static void IgnoreExisting(Action send)
    {
        try
        {
            send();
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EEXIST)
        {
            // Someone else was first, or it was there.
        }
    }
}
