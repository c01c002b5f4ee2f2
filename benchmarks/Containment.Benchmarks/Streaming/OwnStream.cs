using System.Net;
using System.Net.Sockets;
using Containment.Migration;
using Containment.Migration.Wire;

namespace Containment.Benchmarks.Streaming;

/// <summary>The wire of a move without the move: secure links on loopback, items over them, memory at the other end.</summary>
internal sealed class OwnStream : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _directory;
    private readonly ContainerHost _host;
    private readonly HostIdentity _identity;
    private readonly byte[] _bytes, _arrived;

    private OwnStream(string directory, ContainerHost host, HostIdentity identity, byte[] bytes) => (_directory, _host, _identity, _bytes, _arrived) = (directory, host, identity, bytes, new byte[bytes.Length]);

    public static async Task<OwnStream> OpenAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("ctbench").FullName;
        var host = ContainerHost.Open(new() { StateDirectory = Path.Combine(directory, "state"), RuntimeDirectory = Path.Combine(directory, "run") });
        var identity = await HostIdentity.CreateAsync(host, cancellationToken);
        await identity.TrustAsync("self", identity.Fingerprint, cancellationToken);
        return new OwnStream(directory, host, identity, bytes);
    }

    /// <summary>Sends all of it, and returns when it is there.</summary>
    public async Task SendAsync(int streams, CancellationToken cancellation)
    {
        var (near, far) = (new List<FrameChannel>(), new List<FrameChannel>());
        for (var at = 0; at < (streams == 1 ? 1 : streams + 1); at++)
        {
            var (one, other) = await LinkAsync(cancellation);
            near.Add(one);
            far.Add(other);
        }
        await using var lanes = new ItemLanes(near[0], near[1..], new Pace(null, TimeProvider.System), MigrationCompression.None);
        var (turns, door, reader) = (new ItemTurns(), new SemaphoreSlim(1, 1), new ItemReader(new MemoryTaker(_arrived)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var receiving = far.Select(channel => Task.Run(() => ReceiveAsync(channel))).ToList();
        var items = new ItemSender(lanes);
        await items.BeginAsync(ItemSection.Memory, "pages"u8.ToArray(), cancellation);
        for (var at = 0; at < _bytes.Length; at += ItemSender.ChunkSize) await items.ChunkAsync(at, _bytes.AsMemory(at, ItemSender.ChunkSize), cancellation);
        await items.EndAsync(cancellation);
        await lanes.FlushAsync(cancellation);
        await turns.ReachedAsync(lanes.Count, cancellation).WaitAsync(Patience, cancellation);
        await stop.CancelAsync();
        await Task.WhenAll(receiving);
        foreach (var channel in (FrameChannel[])[.. near, .. far]) await channel.DisposeAsync();
        if (!_arrived.AsSpan().SequenceEqual(_bytes)) throw new InvalidOperationException("what arrived is not what was sent");
        _arrived.AsSpan().Clear();

        async Task ReceiveAsync(FrameChannel channel)
        {
            try
            {
                while (true)
                {
                    var frame = await channel.ReceiveAsync(Patience, stop.Token);
                    var place = ItemPlace.Read(frame.Payload.Span);
                    await turns.WaitAsync(frame.Kind, place, stop.Token);
                    await door.WaitAsync(stop.Token);
                    await reader.TakeAsync(frame, place, stop.Token);
                    turns.Done(frame.Kind, place, frame.Kind == FrameKind.Item);
                    door.Release();
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // All of it is there.
            }
        }
    }

    private async Task<(FrameChannel, FrameChannel)> LinkAsync(CancellationToken cancellation)
    {
        var peers = await _identity.TrustedAsync(cancellation);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port, cancellation);
        var server = await listener.AcceptTcpClientAsync(cancellation);
        server.NoDelay = true;
        var accepting = Tls.AcceptAsync(server.GetStream(), _identity.Certificate, peers, cancellation);
        var near = new FrameChannel((await Tls.ConnectAsync(client.GetStream(), _identity.Certificate, peers, "self", cancellation)).Stream);
        return (near, new FrameChannel((await accepting).Stream));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private sealed class MemoryTaker(byte[] memory) : IItemReceiver
    {
        public Task BeginAsync(ItemSection section, ReadOnlyMemory<byte> header, CancellationToken cancellation) => Task.CompletedTask;

        public Task ChunkAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
        {
            bytes.CopyTo(memory.AsMemory((int)offset));
            return Task.CompletedTask;
        }

        public Task EndAsync(ReadOnlyMemory<byte> trailer, CancellationToken cancellation) => Task.CompletedTask;
    }
}
