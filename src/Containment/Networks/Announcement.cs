using System.Net.Sockets;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>Tells a network where addresses are now. Its sockets are those of the network namespace of the thread that makes it.</summary>
internal sealed class Announcement : IDisposable
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200)];
    private readonly List<(PacketSocket Socket, IReadOnlyList<byte[]> Frames)> _interfaces = [];

    public Announcement(ContainerId id, IReadOnlyList<NetworkSpec> networks)
    {
        try
        {
            for (var i = 0; i < networks.Count; i++)
                _interfaces.Add((new PacketSocket(NetworkPlan.IndexOf(networks[i], i), PacketSocket.SendOnly), Frames(HardwareAddress.Of(id, networks[i]), networks[i].Addresses)));
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

    public async Task SendAsync(TimeProvider clock, CancellationToken ct)
    {
        Send();
        foreach (var pause in Pauses)
        {
            await Task.Delay(pause, clock, ct).ConfigureAwait(false);
            Send();
        }
    }

    public void Dispose() => _interfaces.ForEach(i => i.Socket.Dispose());

    private void Send()
    {
        foreach (var (socket, frames) in _interfaces)
            foreach (var frame in frames) socket.Send(frame);
    }
}
