using System.Collections.Concurrent;
using System.Net;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Migration;

/// <summary>Looks at all that a bridge's own interface sends and receives, and counts what resets a TCP connection (RFC 9293, 3.1), by who sent it.</summary>
internal sealed class ResetWatch : IAsyncDisposable
{
    private const int Ethernet = 14, TypeAt = 12, ProtocolAt = Ethernet + 9, SenderAt = Ethernet + 12, FlagsAt = 13, Reset = 4, Tcp = 6;
    private readonly ConcurrentDictionary<IPAddress, int> _senders = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly PacketSocket _socket;
    private readonly Task _looking;

    private ResetWatch(PacketSocket socket)
    {
        _socket = socket;
        _looking = LookAsync();
    }

    public int Seen { get; private set; }

    public int Resets => _senders.Values.Sum();

    public int ResetsOf(IPAddress sender) => _senders.GetValueOrDefault(sender);

    public static async Task<ResetWatch> BeginAsync(Descriptor networkNamespace, string bridge)
    {
        using var socket = await NetworkNamespace.OpenInAsync(networkNamespace, () => new NetlinkSocket());
        var index = LinkQueries.Bridge(socket, bridge).Index;
        return new ResetWatch(await NetworkNamespace.OpenInAsync(networkNamespace, () => new PacketSocket(index, PacketSocket.AllProtocols)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task LookAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            while (_socket.TryReceive() is { } frame) Judge(frame);
            await Task.Delay(2, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Judge(byte[] frame)
    {
        if (frame.Length < Ethernet + 40 || frame[TypeAt] != 8 || frame[TypeAt + 1] != 0 || frame[ProtocolAt] != Tcp) return;
        Seen++;
        if ((frame[Ethernet + ((frame[Ethernet] & 15) * 4) + FlagsAt] & Reset) == 0) return;
        var sender = new IPAddress(frame.AsSpan(SenderAt, 4));
        _senders[sender] = ResetsOf(sender) + 1;
    }
}
