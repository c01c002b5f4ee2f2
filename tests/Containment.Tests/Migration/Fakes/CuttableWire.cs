using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Containment.Tests.Migration.Fakes;

/// <summary>Passes TCP on to a port until it is cut; mended, it passes on new connections.</summary>
internal sealed class CuttableWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _open = new();
    private readonly int _to;
    private volatile bool _broken;
    private int _passed;

    public CuttableWire(int to)
    {
        _to = to;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Cut()
    {
        _broken = true;
        foreach (var client in _open.Keys)
        {
            client.Client?.Close(0);
            client.Dispose();
        }
        _open.Clear();
    }

    /// <summary>How many connections have been passed on.</summary>
    public int Passed => Volatile.Read(ref _passed);

    /// <summary>Called with the number of each connection, from 0, and what came on it; false cuts it there.</summary>
    public Func<int, int, bool>? Lets { get; set; }

    public void Mend() => _broken = false;

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = PassAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            if (_broken) return;
            _open.TryAdd(near, 0);
            _open.TryAdd(far, 0);
            await far.ConnectAsync(IPAddress.Loopback, _to);
            if (_broken) return;
            var number = Interlocked.Increment(ref _passed) - 1;
            await Task.WhenAny(CarryAsync(number, near.GetStream(), far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            near.Dispose();
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
        }
    }

    private async Task CarryAsync(int number, NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[32 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var read && Lets?.Invoke(number, read) != false) await to.WriteAsync(buffer.AsMemory(0, read));
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        _listener.Dispose();
        return default;
    }
}
