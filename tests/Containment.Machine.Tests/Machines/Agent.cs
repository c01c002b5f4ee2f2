using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Containment.Machine.Tests.Machines;

/// <summary>
/// The conversation with the machine's agent over its second serial port:
/// <code>
///   here                              in the machine
///      &lt;- ready ---------------------   it has booted
///      -- NAME SECONDS --------------&gt;  runs /job/NAME/script, in the background
///      &lt;- NAME ----------------------   it has ended: output, error and code are in /job/NAME
///      -- off -----------------------&gt;  switches itself off
/// </code>
/// </summary>
internal sealed class Agent : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket _socket;
    private readonly StreamWriter _writer;
    private readonly SemaphoreSlim _one = new(1);
    private readonly Task _reading;

    private Agent(Socket socket)
    {
        _socket = socket;
        var stream = new NetworkStream(socket);
        _writer = new StreamWriter(stream) { NewLine = "\n", AutoFlush = true };
        _reading = ReadAsync(new StreamReader(stream));
    }

    /// <summary>Ends when the machine has booted.</summary>
    public Task Ready => _ready.Task;

    public static async Task<Agent> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new Agent(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Lets it run a script, and waits for its end.</summary>
    public async Task RunAsync(string name, int seconds, CancellationToken cancellation)
    {
        var ended = _waiting.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        await SayAsync($"{name} {seconds}", cancellation);
        if (_reading.IsCompleted) Break();
        await ended.Task.WaitAsync(cancellation);
    }

    public Task SwitchOffAsync(CancellationToken cancellation) => SayAsync("off", cancellation);

    private async Task SayAsync(string line, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            await _writer.WriteLineAsync(line.AsMemory(), cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line == "ready") _ready.TrySetResult();
                else if (_waiting.TryRemove(line, out var ended)) ended.TrySetResult();
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
        }
        Break();
    }

    private void Break()
    {
        var gone = new IOException("the virtual machine has ended");
        _ready.TrySetException(gone);
        foreach (var ended in _waiting.Values) ended.TrySetException(gone);
        // Nobody need have waited for it.
        _ = _ready.Task.Exception;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _reading;
        _one.Dispose();
    }
}
