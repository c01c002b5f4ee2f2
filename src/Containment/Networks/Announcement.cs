using System.Net.Sockets;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>Tells a network where addresses are now.</summary>
internal static class Announcement
{
    public static IReadOnlyList<byte[]> Frames(byte[] hardwareAddress, IReadOnlyList<IPNetworkAddress> addresses)
    {
        var frames = addresses.Select(a => a.Address.AddressFamily == AddressFamily.InterNetwork
            ? ArpAnnouncement.Frame(hardwareAddress, a.Address)
            : NeighbourAdvertisement.Frame(hardwareAddress, a.Address)).ToList();
        // Without an address bridges and switches must learn the new port all the same: the packet that RARP's users send then.
        if (frames.Count == 0) frames.Add(ArpAnnouncement.Reverse(hardwareAddress));
        return frames;
    }

    /// <summary>Sends in the calling thread's network namespace; returns how many frames went.</summary>
    public static int Send(IReadOnlyList<(int Index, IReadOnlyList<byte[]> Frames)> interfaces)
    {
        foreach (var (index, frames) in interfaces)
        {
            using var socket = new PacketSocket(index, PacketSocket.SendOnly);
            foreach (var frame in frames) socket.Send(frame);
        }
        return interfaces.Sum(i => i.Frames.Count);
    }
}
