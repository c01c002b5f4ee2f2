using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Kernel.Tests.Fixtures;

/// <summary>Has a Redis count up by INCR over one TCP connection, as fast as it answers, and holds that no answer is missing, doubled or wrong.</summary>
internal sealed class CountingClient : IDisposable
{
    private readonly Socket _socket;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private double _longest;
    private long _last = Stopwatch.GetTimestamp();
    private volatile bool _stop;
    private volatile Exception? _failure;

    private CountingClient(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        (_socket.SendTimeout, _socket.ReceiveTimeout) = (30_000, 30_000);
        // A thread of its own: how busy the pool is must not show in the gaps.
        _thread = new Thread(Run) { IsBackground = true, Name = "counting" };
        _thread.Start();
    }

    /// <summary>Answers so far.</summary>
    public long Count { get; private set; }

    /// <summary>Connects when the server is there.</summary>
    public static async Task<CountingClient> ConnectAsync(Descriptor networkNamespace, IPEndPoint server, CancellationToken cancellation)
    {
        while (true)
        {
            // By the bare call: the first Socket of a process starts the runtime's socket threads, and they would stay in the namespace.
            var number = await NetworkNamespace.OpenInAsync(networkNamespace, () => KernelRefusal.Check(
                Tmds.Linux.LibC.socket(2, Tmds.Linux.LibC.SOCK_STREAM | Tmds.Linux.LibC.SOCK_CLOEXEC, 0), "socket", "TCP"));
            var socket = new Socket(new SafeSocketHandle((nint)number, ownsHandle: true));
            try
            {
                // Blocking, as are all calls on it.
                socket.Connect(server);
                return new CountingClient(socket);
            }
            catch (SocketException)
            {
                socket.Dispose();
                await Task.Delay(50, cancellation);
            }
        }
    }

    /// <summary>Milliseconds of the longest wait for an answer since this was last asked.</summary>
    /// <exception cref="IOException">The connection broke, or an answer was wrong.</exception>
    public double TakeLongestGap()
    {
        if (_failure is { } failure) throw new IOException(failure.Message, failure);
        lock (_gate)
        {
            var longest = Math.Max(_longest, Stopwatch.GetElapsedTime(_last).TotalMilliseconds);
            _longest = 0;
            return longest;
        }
    }

    /// <summary>Waits for answers that are yet to come.</summary>
    public async Task CountOnAsync(int answers, CancellationToken cancellation)
    {
        for (var least = Count + answers; Count < least && _failure is null;) await Task.Delay(5, cancellation);
        if (_failure is { } failure) throw new IOException(failure.Message, failure);
    }

    public void Dispose()
    {
        _stop = true;
        _socket.Dispose();
        _thread.Join();
    }

    private void Run()
    {
        try
        {
            var buffer = new byte[64];
            while (!_stop)
            {
                _socket.Send("INCR count\r\n"u8);
                var length = 0;
                while (length == 0 || buffer[length - 1] != '\n')
                {
                    var more = _socket.Receive(buffer.AsSpan(length));
                    length += more > 0 ? more : throw new IOException("Redis closed the connection");
                }
                var answer = Encoding.ASCII.GetString(buffer, 0, length);
                if (answer != string.Create(CultureInfo.InvariantCulture, $":{Count + 1}\r\n")) throw new IOException($"{answer.TrimEnd()} where :{Count + 1} was due");
                lock (_gate)
                {
                    Count++;
                    _longest = Math.Max(_longest, Stopwatch.GetElapsedTime(_last).TotalMilliseconds);
                    _last = Stopwatch.GetTimestamp();
                }
                Thread.Sleep(1);
            }
        }
        catch (Exception failure) when (failure is SocketException or IOException or ObjectDisposedException)
        {
            if (!_stop) _failure = failure;
        }
    }
}
