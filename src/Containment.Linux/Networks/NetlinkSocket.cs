using System.Buffers.Binary;
using Sys = Tmds.Linux.LibC;

namespace Containment.Linux.Networks;

/// <summary>
/// A netlink socket, of NETLINK_ROUTE or another family, of the network namespace that its opening thread was in; it stays there, whichever thread uses it.
/// The kernel carries a request out inside the send and queues the answer before it returns, so nothing here waits for
/// anything but the kernel's own lock. One caller at a time.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int SolNetlink = 270, CapAck = 10, ExtendedAck = 11, StrictCheck = 12, ErrorMessage = 2, Done = 3;
    private readonly Descriptor _socket;
    private readonly byte[] _buffer = new byte[32 * 1024];
    private uint _sequence;

    /// <summary>NETLINK_ROUTE, NETLINK_NETFILTER.</summary>
    public const int Routes = 0, Netfilter = 12;

    public NetlinkSocket(int family = Routes)
    {
        _socket = new Descriptor((int)KernelRefusal.Check(Sys.socket(Sys.AF_NETLINK, Sys.SOCK_RAW | Sys.SOCK_CLOEXEC, family), "socket", family == Routes ? "NETLINK_ROUTE" : "NETLINK_NETFILTER"));
        // Missing on old kernels: then errors have no text and acknowledgements repeat the request, which is fine too.
        foreach (var option in (ReadOnlySpan<int>)[CapAck, ExtendedAck, StrictCheck])
        {
            var on = 1;
            _ = Sys.setsockopt(_socket.Number, SolNetlink, option, &on, sizeof(int));
        }
    }

    /// <summary>Sends a request and takes its acknowledgement.</summary>
    /// <exception cref="KernelRefusal">What the kernel answered, with its own words where it has some.</exception>
    public void Send(ReadOnlySpan<byte> request, string describe) => Exchange(request, describe, null);

    /// <summary>Sends messages that belong together in one piece, and takes the acknowledgements of those that ask for one.</summary>
    /// <exception cref="KernelRefusal">The first refusal; nothing of it was done.</exception>
    public void SendBatch(IReadOnlyList<byte[]> messages, string describe)
    {
        List<uint> open = [];
        var begin = _sequence + 1;
        var batch = new byte[messages.Sum(message => message.Length)];
        var at = 0;
        foreach (var message in messages)
        {
            message.CopyTo(batch.AsSpan(at));
            BinaryPrimitives.WriteUInt32LittleEndian(batch.AsSpan(at + 8), ++_sequence);
            if ((BinaryPrimitives.ReadUInt16LittleEndian(message.AsSpan(6)) & (ushort)NetlinkFlags.Ack) != 0) open.Add(_sequence);
            at += message.Length;
        }
        Write(batch, describe);
        KernelRefusal? first = null;
        while (open.Count > 0)
        {
            ReadOnlySpan<byte> rest = Receive(describe);
            while (NetlinkReader.Header(rest, out var length, out var type, out var flags, out var sequence))
            {
                var payload = rest[NetlinkWriter.HeaderLength..length];
                rest = rest[Math.Min(NetlinkReader.Align(length), rest.Length)..];
                if (type != ErrorMessage) continue;
                // What concerns the whole of it is said of its beginning: nothing of it was done, and nothing else is said.
                if (sequence == begin) NetlinkError.Throw(payload, flags, describe);
                if (!open.Remove(sequence)) continue;
                try
                {
                    NetlinkError.Throw(payload, flags, describe);
                }
                catch (KernelRefusal refusal)
                {
                    first ??= refusal;
                }
            }
        }
        if (first is not null) throw first;
    }

    /// <summary>Sends a get request for one thing and returns its answer without the header.</summary>
    public byte[] Ask(ReadOnlySpan<byte> request, string describe)
    {
        byte[]? answer = null;
        Exchange(request, describe, payload => answer = payload.ToArray());
        return answer ?? throw new KernelRefusal("rtnetlink", describe, Errno.ENODATA);
    }

    /// <summary>Lists; again from the beginning where the list changed meanwhile.</summary>
    public List<T> Dump<T>(ReadOnlySpan<byte> request, string describe, Func<ReadOnlySpan<byte>, T> read)
    {
        var list = new List<T>();
        while (!Exchange(request, describe, payload => list.Add(read(payload)))) list.Clear();
        return list;
    }

    public void Dispose() => _socket.Dispose();

    private bool Exchange(ReadOnlySpan<byte> request, string describe, Action<ReadOnlySpan<byte>>? answer)
    {
        var message = request.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), ++_sequence);
        Write(message, describe);
        var consistent = true;
        while (true)
        {
            ReadOnlySpan<byte> rest = Receive(describe);
            while (NetlinkReader.Header(rest, out var length, out var type, out var flags, out var sequence))
            {
                var payload = rest[NetlinkWriter.HeaderLength..length];
                rest = rest[Math.Min(NetlinkReader.Align(length), rest.Length)..];
                if (sequence != _sequence) continue;
                if (flags.HasFlag(NetlinkFlags.DumpInterrupted) && flags.HasFlag(NetlinkFlags.Multi)) consistent = false;
                if (type == Done) return consistent;
                if (type == ErrorMessage)
                {
                    NetlinkError.Throw(payload, flags, describe);
                    return consistent;
                }
                answer?.Invoke(payload);
                if (answer is not null && !flags.HasFlag(NetlinkFlags.Multi)) return consistent;
            }
        }
    }

    private void Write(ReadOnlySpan<byte> message, string describe)
    {
        fixed (byte* bytes = message)
            while (Sys.send(_socket.Number, bytes, message.Length, 0) < 0)
                if (Errno.Last != Errno.EINTR) throw new KernelRefusal("send", describe, Errno.Last);
    }

    private Span<byte> Receive(string describe)
    {
        fixed (byte* bytes = _buffer)
            while (true)
            {
                var count = (int)Sys.recv(_socket.Number, bytes, _buffer.Length, 0);
                if (count > 0) return _buffer.AsSpan(0, count);
                if (Errno.Last != Errno.EINTR) throw new KernelRefusal("recv", describe, Errno.Last);
            }
    }
}
