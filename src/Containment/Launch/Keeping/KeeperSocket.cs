using System.Net.Sockets;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Keeping;

/// <summary>A packet from a keeper: its head, and for output the bytes.</summary>
internal sealed record KeeperPacket(Answer Head, ReadOnlyMemory<byte> Data);

/// <summary>The connection to a keeper, packet by packet.</summary>
internal sealed class KeeperSocket(Socket socket) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private const int PlanChunk = 64 * 1024, LargestPacket = Answer.Size + 16 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(LargestPacket);

    /// <exception cref="ContainmentException"><see cref="FailureReason.KeeperLost"/>: nobody listens there.</exception>
    public static async Task<KeeperSocket> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryConnectAsync(path, cancellationToken).ConfigureAwait(false) is { } connected) return connected;
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // Null while so many are waiting to be let in that the kernel turns others away.
    private static async Task<KeeperSocket?> TryConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new(socket);
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            if (refused.SocketErrorCode == SocketError.WouldBlock) return null;
            // Only these two (ENOENT is told as the second) mean that there is no keeper, for which a container is taken apart.
            throw refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable
                ? new ContainmentException(FailureReason.KeeperLost, path, $"no keeper listens on {path}", null, refused)
                : new KernelException("connect", path, new Errno(refused.NativeErrorCode));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Socket Socket => socket;

    public async Task SendPlanAsync(ReadOnlyMemory<byte> plan)
    {
        for (; plan.Length > 0; plan = plan[Math.Min(PlanChunk, plan.Length)..])
            await SendAsync(plan[..Math.Min(PlanChunk, plan.Length)], CancellationToken.None).ConfigureAwait(false);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(packet, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException gone)
        {
            throw new ContainmentException(FailureReason.KeeperLost, "keeper", "the keeper is gone", null, gone);
        }
    }

    /// <summary>The next packet; null at the end.</summary>
    public async Task<KeeperPacket?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        var length = await LengthAsync(cancellationToken).ConfigureAwait(false);
        if (length < Answer.Size) return null;
        return new(Answer.Read(_buffer), length > Answer.Size ? _buffer.AsSpan(Answer.Size, length - Answer.Size).ToArray() : default);
    }

    // A keeper that ends with commands unread resets the connection. That is told once, and before the packets that it had
    // sent: how the process ended is among them (unix(7) does not say so; the kernel looks at the error first).
    private async Task<int> LengthAsync(CancellationToken cancellationToken)
    {
        for (var reset = false; ; reset = true)
        {
            try
            {
                return await socket.ReceiveAsync(_buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset && !reset)
            {
                // Once more, for what is queued.
            }
            catch (SocketException)
            {
                return 0;
            }
        }
    }

    public void Dispose() => socket.Dispose();
}
