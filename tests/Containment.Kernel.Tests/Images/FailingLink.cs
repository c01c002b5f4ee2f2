using System.Net;
using System.Net.Sockets;

namespace Containment.Kernel.Tests.Images;

/// <summary>A way to a server on loopback that fails when a number of bytes have come through from it, or to it: it is cut, or nothing comes any more.</summary>
internal sealed class FailingLink : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<TcpClient> _open = [];
    private readonly IPEndPoint _server;
    private readonly bool _cut, _outward;
    private long _left;

    /// <param name="server">As 127.0.0.1:5000.</param>
    /// <param name="bytes">How many come through.</param>
    /// <param name="cut">Then it is cut; otherwise silent.</param>
    /// <param name="outward">Those to the server are counted, not those from it.</param>
    public FailingLink(string server, long bytes, bool cut, bool outward = false)
    {
        (_server, _left, _cut, _outward) = (IPEndPoint.Parse(server), bytes, cut, outward);
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Ends when it has failed.</summary>
    public Task Failed => _failed.Task;

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        CloseAll();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                var server = new TcpClient();
                lock (_open) _open.AddRange([client, server]);
                await server.ConnectAsync(_server, _end.Token);
                _ = PumpAsync(client, server, counted: _outward);
                _ = PumpAsync(server, client, counted: !_outward);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool counted)
    {
        try
        {
            var buffer = new byte[16384];
            while (await from.GetStream().ReadAsync(buffer, _end.Token) is var read and > 0)
            {
                if (counted && Interlocked.Add(ref _left, -read) < 0)
                {
                    if (_cut) Cut();
                    _failed.TrySetResult();
                    return;
                }
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
            }
            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception over) when (over is OperationCanceledException or IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One of the two sides has gone.
        }
    }

    private void Cut()
    {
        _listener.Stop();
        CloseAll();
    }

    private void CloseAll()
    {
        lock (_open)
            foreach (var client in _open) client.Dispose();
    }
}
