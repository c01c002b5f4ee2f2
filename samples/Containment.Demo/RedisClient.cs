using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Containment.Demo;

/// <summary>As much of Redis' protocol (RESP2) as the demo needs.</summary>
internal sealed class RedisClient : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _reader;

    private RedisClient(Socket socket)
    {
        _socket = socket;
        _reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
    }

    public static async Task<RedisClient> ConnectAsync(IPEndPoint where, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(where, cancellationToken);
            return new RedisClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The answer to PING, as soon as there is one.</summary>
    public static async Task<string> UntilReadyAsync(IPEndPoint where, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + atMost;
        while (true)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(TimeSpan.FromMilliseconds(300));
            try
            {
                using var client = await ConnectAsync(where, patience.Token);
                return await client.AskAsync(patience.Token, "PING");
            }
            catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (DateTime.UtcNow > deadline) throw new TimeoutException($"Redis did not answer at {where} within {atMost.TotalSeconds:0} s: {failure.Message}");
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    /// <summary>Sends a command; the answer's text, null for a key that is not there.</summary>
    public async Task<string> AskAsync(CancellationToken cancellationToken, params string[] words)
    {
        await _socket.SendAsync(Encode(words), cancellationToken);
        return await ReadAsync(cancellationToken) ?? "";
    }

    /// <summary>Sets so many keys to so many bytes, in one go.</summary>
    public async Task FillAsync(string prefix, int count, int bytes, CancellationToken cancellationToken)
    {
        for (var first = 0; first < count; first += 1000)
        {
            var many = Enumerable.Range(first, Math.Min(1000, count - first)).ToList();
            var request = many.SelectMany(i => Encode("SET", $"{prefix}:{i}", new string((char)('a' + (i % 26)), bytes))).ToArray();
            for (var sent = 0; sent < request.Length;) sent += await _socket.SendAsync(request.AsMemory(sent), cancellationToken);
            foreach (var _ in many) await ReadAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _socket.Dispose();
    }

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await _reader.ReadLineAsync(cancellationToken) ?? throw new IOException("Redis closed the connection.");
        if (line.StartsWith('-')) throw new IOException($"Redis says: {line[1..]}");
        if (!line.StartsWith('$')) return line;
        if (line == "$-1") return null;
        return await _reader.ReadLineAsync(cancellationToken);
    }

    private static byte[] Encode(params string[] words) =>
        Encoding.ASCII.GetBytes($"*{words.Length}\r\n" + string.Concat(words.Select(word => $"${word.Length}\r\n{word}\r\n")));
}
