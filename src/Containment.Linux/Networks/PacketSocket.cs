using Sys = Tmds.Linux.LibC;

namespace Containment.Linux.Networks;

/// <summary>Sends and receives whole Ethernet frames (packet(7)) in the network namespace of the thread that opens it.</summary>
internal sealed unsafe class PacketSocket : IDisposable
{
    /// <summary>Every protocol, and none: what a socket that only sends wants.</summary>
    public const ushort AllProtocols = 3, SendOnly = 0;
    private readonly Descriptor _socket;

    /// <param name="index">The interface.</param>
    /// <param name="protocol">What to receive.</param>
    public PacketSocket(int index, ushort protocol)
    {
        _socket = new Descriptor((int)KernelRefusal.Check(Sys.socket(Sys.AF_PACKET, Sys.SOCK_RAW | Sys.SOCK_CLOEXEC, 0), "socket", "AF_PACKET"));
        Span<byte> address = stackalloc byte[20];
        address.Clear();
        BitConverter.TryWriteBytes(address, (ushort)Sys.AF_PACKET);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(address[2..], protocol);
        BitConverter.TryWriteBytes(address[4..], index);
        fixed (byte* bytes = address)
            KernelRefusal.Check(Sys.bind(_socket.Number, (Tmds.Linux.sockaddr*)bytes, address.Length), "bind", $"interface {index}");
    }

    public void Send(ReadOnlySpan<byte> frame)
    {
        fixed (byte* bytes = frame)
            KernelRefusal.Check(Sys.send(_socket.Number, bytes, frame.Length, 0), "send", "frame");
    }

    /// <summary>The next frame, or null if there is none now.</summary>
    public byte[]? TryReceive()
    {
        var buffer = new byte[2048];
        fixed (byte* bytes = buffer)
        {
            var count = (int)Sys.recv(_socket.Number, bytes, buffer.Length, Sys.MSG_DONTWAIT);
            return count > 0 ? buffer[..count] : null;
        }
    }

    public void Dispose() => _socket.Dispose();
}
