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
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            near.Dispose();
        }
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        _listener.Dispose();
        return default;
    }
}
