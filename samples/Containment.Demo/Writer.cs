using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Containment.Demo;

/// <summary>
/// A client that keeps writing: key:1, key:2, … each sent again, over a new connection if need be, until Redis has
/// acknowledged it. What was acknowledged must be there afterwards.
/// </summary>
internal sealed class Writer(IPEndPoint where)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public int Acknowledged { get; private set; }

    /// <summary>Connections made after the first.</summary>
    public int Reconnects { get; private set; } = -1;

    /// <summary>The longest time between two acknowledgements: what the client felt of the move.</summary>
    public TimeSpan LongestGap { get; private set; }

    public void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async Task<int> CountLostAsync(CancellationToken cancellationToken)
    {
        var lost = 0;
        using var client = await RedisClient.ConnectAsync(where, cancellationToken);
        for (var i = 1; i <= Acknowledged; i++)
            if (await client.AskAsync(cancellationToken, "GET", $"key:{i}") != $"{i}") lost++;
        return lost;
    }

    private async Task RunAsync(CancellationToken stop)
    {
        RedisClient? client = null;
        var last = Stopwatch.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Patience);
            try
            {
                if (client is null)
                {
                    client = await RedisClient.ConnectAsync(where, patience.Token);
                    Reconnects++;
                }
                if (await client.AskAsync(patience.Token, "SET", $"key:{Acknowledged + 1}", $"{Acknowledged + 1}") != "+OK") continue;
                Acknowledged++;
                if (Stopwatch.GetElapsedTime(last) is var gap && gap > LongestGap) LongestGap = gap;
                last = Stopwatch.GetTimestamp();
                await Task.Delay(1, stop);
            }
            catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
            {
                client?.Dispose();
                client = null;
            }
        }
        client?.Dispose();
    }
}
