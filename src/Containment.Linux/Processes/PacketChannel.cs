using System.Text;

namespace Containment.Linux.Processes;

/// <summary>
/// A unix socket for packets whose calls wait (unix(7), SOCK_SEQPACKET): for programs that do one launch and end, in which
/// the threads of System.Net's sockets would take longer than the launch.
/// </summary>
internal sealed unsafe partial class PacketChannel(Descriptor socket) : IDisposable
{
    private const int Unix = 1, SequencedPackets = 5, CloseOnExec = 0x80000, NoSignal = 0x4000, AddressSize = 110;

    /// <summary>Two ends, connected.</summary>
    public static (PacketChannel Ours, Descriptor Theirs) Pair()
    {
        var pair = stackalloc int[2];
        KernelRefusal.Check(LibCProcesses.socketpair(Unix, SequencedPackets | CloseOnExec, 0, pair), "socketpair", "of the keeper");
        return (new(new Descriptor(pair[0])), new Descriptor(pair[1]));
    }

    /// <summary>Connects to whoever listens at a path.</summary>
    public static PacketChannel Connect(string path)
    {
        var address = new byte[AddressSize];
        address[0] = Unix;
        // The last byte stays zero.
        using var above = Encoding.UTF8.GetByteCount(path) > AddressSize - 3 ? At.OpenDirectory(Path.GetDirectoryName(path)!) : null;
        // A path that is too long for an address is named by the descriptor of its directory.
        if (above is not null) path = $"{above.ProcPath}/{Path.GetFileName(path)}";
        if (Encoding.UTF8.GetByteCount(path) > AddressSize - 3) throw new KernelRefusal("connect", path, new Errno(36));
        var length = 3 + Encoding.UTF8.GetBytes(path, address.AsSpan(2));
        var descriptor = new Descriptor((int)KernelRefusal.Check(socketOf(Unix, SequencedPackets | CloseOnExec, 0), "socket", "AF_UNIX"));
        try
        {
            fixed (byte* start = address) KernelRefusal.Check(connect(descriptor.Number, start, (uint)length), "connect", path);
            return new(descriptor);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    public void Send(ReadOnlySpan<byte> packet)
    {
        fixed (byte* start = packet)
            while (send(socket.Number, start, (nuint)packet.Length, NoSignal) < 0)
                if (Errno.Last != Errno.EINTR) throw new KernelRefusal("send", "to the keeper", Errno.Last);
    }

    /// <summary>Waits for a packet; gives its length, 0 at the end.</summary>
    public int Receive(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            // One that ends with packets unread resets the connection, which is told once and before what it had sent.
            for (var reset = false; ;)
            {
                var length = recv(socket.Number, start, (nuint)buffer.Length, 0);
                if (length >= 0) return (int)length;
                if (Errno.Last.Number == 104 && !reset) reset = true;
                else if (Errno.Last.Number == 104) return 0;
                else if (Errno.Last != Errno.EINTR) throw new KernelRefusal("recv", "of the keeper", Errno.Last);
            }
    }

    /// <summary>Whether nobody is at the other end any more.</summary>
    public bool IsLeft => Readiness.IsLeft(socket);

    /// <summary>Ends it from this side: whoever waits for a packet, here or there, gets the end.</summary>
    public void Shut() => _ = shutdown(socket.Number, 2);

    public void Dispose() => socket.Dispose();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(int socket, int how);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int socketOf(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int socket, byte* address, uint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte* packet, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* packet, nuint size, int flags);
}
