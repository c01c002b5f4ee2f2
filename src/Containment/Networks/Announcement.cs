using System.Net.Sockets;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>Tells a network where addresses are now. Its sockets are those of the network namespace of the thread that makes it.</summary>
internal sealed class Announcement : IDisposable
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200)];
    private readonly List<(PacketSocket Socket, IReadOnlyList<byte[]> Frames)> _interfaces = [];

    /// <summary>From inside, of a container's own interfaces.</summary>
    public Announcement(ContainerId id, IReadOnlyList<NetworkSpec> networks)
        // Plugins' interfaces are announced by them, and a card has been where it is.
        : this(networks.Select((network, i) => (network, NetworkPlan.IndexOf(network, i))).Where(one => one.network.Link is not (NetworkLink.Cni or NetworkLink.Physical or NetworkLink.Ipvlan))
            .Select(one => (one.Item2, HardwareAddress.Of(id, one.network), one.network.Addresses)))
    {
    }

    /// <summary>The link of the host under whose hardware address a container's addresses are known; null: they have one of their own.</summary>
    public static string? HostOf(NetworkLink link) => link switch
    {
        NetworkLink.Routed routed => routed.Uplink,
        NetworkLink.Ipvlan { Mode: IpvlanMode.L2 } ipvlan => ipvlan.Parent,
        _ => null,
    };

    /// <param name="interfaces">Interfaces by index, the hardware address to be known by there, and the addresses.</param>
    public Announcement(IEnumerable<(int Index, byte[] HardwareAddress, IReadOnlyList<IPNetworkAddress> Addresses)> interfaces)
    {
        try
        {
            foreach (var (index, mac, addresses) in interfaces) _interfaces.Add((new PacketSocket(index, PacketSocket.SendOnly), Frames(mac, addresses)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public static IReadOnlyList<byte[]> Frames(byte[] hardwareAddress, IReadOnlyList<IPNetworkAddress> addresses)
    {
        var frames = addresses.Select(a => a.Address.AddressFamily == AddressFamily.InterNetwork
            ? ArpAnnouncement.Frame(hardwareAddress, a.Address)
            : NeighbourAdvertisement.Frame(hardwareAddress, a.Address)).ToList();
        // Without an address bridges and switches must learn the new port all the same.
        if (frames.Count == 0) frames.Add(ArpAnnouncement.Reverse(hardwareAddress));
        return frames;
    }

    /// <summary>Once more, and once more, for those that missed the first.</summary>
    public async Task RepeatAsync(TimeProvider clock, CancellationToken ct)
    {
        foreach (var pause in Pauses)
        {
            await Task.Delay(pause, clock, ct).ConfigureAwait(false);
            Send();
        }
    }

    public void Dispose() => _interfaces.ForEach(i => i.Socket.Dispose());

    public void Send()
    {
        foreach (var (socket, frames) in _interfaces)
            foreach (var frame in frames) socket.Send(frame);
    }
}
