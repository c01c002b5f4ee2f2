using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Kernel.Tests.Migration.Services;

/// <summary>Sends numbered messages over one websocket, each when the last one has come back, and holds that it comes back as it was.</summary>
internal sealed class SocketClient : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ClientWebSocket _socket = new();
    private readonly Task _talking;

    private SocketClient(ClientWebSocket socket, string name)
    {
        _socket = socket;
        _talking = Task.Run(() => TalkAsync(name));
    }

    /// <summary>Messages that came back.</summary>
    public int Count { get; private set; }

    /// <summary>For requests whose connections are made in a network namespace.</summary>
    public static HttpMessageInvoker In(Descriptor networkNamespace) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (to, cancellation) =>
        {
            // By the bare call: the first Socket of a process starts the runtime's socket threads, and they would stay in the namespace.
            var number = await NetworkNamespace.OpenInAsync(networkNamespace, () => KernelRefusal.Check(
                Tmds.Linux.LibC.socket(2, Tmds.Linux.LibC.SOCK_STREAM | Tmds.Linux.LibC.SOCK_CLOEXEC, 0), "socket", "TCP"));
            var socket = new Socket(new SafeSocketHandle((nint)number, ownsHandle: true)) { NoDelay = true };
            await socket.ConnectAsync(IPEndPoint.Parse($"{to.DnsEndPoint.Host}:{to.DnsEndPoint.Port}"), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    public static async Task<SocketClient> ConnectAsync(HttpMessageInvoker invoker, Uri service, string name, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(service, invoker, cancellation);
        return new(socket, name);
    }

    /// <summary>Waits for messages that are yet to come back.</summary>
    /// <exception cref="IOException">The connection broke, or another message came.</exception>
    public async Task GoOnAsync(int messages, CancellationToken cancellation)
    {
        for (var least = Count + messages; Count < least;)
        {
            if (_talking.IsCompleted) await _talking;
            await Task.Delay(5, cancellation);
        }
    }

    /// <summary>Says goodbye when the last message has come back.</summary>
    public async Task<int> EndAsync(CancellationToken cancellation)
    {
        await _stop.CancelAsync();
        await _talking.WaitAsync(cancellation);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
        return Count;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await ((Task)_talking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task TalkAsync(string name)
    {
        var buffer = new byte[16 << 10];
        while (!_stop.IsCancellationRequested)
        {
            // Some short, some of several packets.
            var message = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {Count} {new string('x', Count * 37 % 5000)}\n"));
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            var length = 0;
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
                if (part.EndOfMessage) break;
            }
            if (!buffer.AsSpan(0, length).SequenceEqual(message)) throw new IOException($"{length} bytes came back that are not message {Count} of {name}");
            Count++;
            await Task.Delay(2, CancellationToken.None);
        }
    }
}
