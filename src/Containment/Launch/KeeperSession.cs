using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Containment.Launch.Keeping;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch;

/// <summary>
/// A connection to a keeper: the parent of a container's first process, or of a process begun by exec. Disposing it only
/// disconnects. The keeper of an exec goes on too; what its process writes from then on is lost.
/// </summary>
internal sealed class KeeperSession : IAsyncDisposable
{
    private readonly KeeperSocket _socket;
    private readonly string? _socketPath;
    private readonly int? _child;
    private readonly Channel<OutputChunk> _output = Channel.CreateBounded<OutputChunk>(64);
    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _asking = new(1);
    private readonly CancellationTokenSource _closing = new();
    private TaskCompletionSource<Answer>? _asked;
    private readonly Task _receiving;

    internal KeeperSession(KeeperSocket socket, int initPid, string? socketPath, int? child)
    {
        (_socket, InitPid, _socketPath, _child) = (socket, initPid, socketPath, child);
        _ = _exited.Task.Exception;
        _receiving = ReceiveAsync();
    }

    /// <summary>Connects to the keeper that listens there.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.KeeperLost"/>: nobody listens.</exception>
    public static async Task<KeeperSession> ConnectAsync(string socketPath, CancellationToken cancellationToken = default)
    {
        var socket = await KeeperSocket.ConnectAsync(socketPath, cancellationToken).ConfigureAwait(false);
        var hello = await socket.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        if (hello?.Head.Kind == Told.Hello) return new(socket, hello.Head.Value, socketPath, null);
        socket.Dispose();
        throw new ContainmentException(FailureReason.KeeperLost, socketPath, $"the keeper on {socketPath} has just ended");
    }

    /// <summary>The process it keeps, as the host sees it; 0 while a keeper waits for a restored one.</summary>
    public int InitPid { get; private set; }

    /// <summary>Ends when the process has ended; fails with <see cref="FailureReason.KeeperLost"/> when the connection is lost before that, and is cancelled by disposal.</summary>
    public Task<ExitStatus> Exited => _exited.Task;

    /// <summary>
    /// What the process writes from now on (of an exec: from the beginning, once). Of a container's keeper, a reader who is too
    /// slow loses the stream (it ends), because the container never waits; the log has everything.
    /// </summary>
    public IAsyncEnumerable<OutputChunk> ReadOutputAsync(CancellationToken cancellationToken = default) =>
        _socketPath is null ? _output.Reader.ReadAllAsync(cancellationToken) : SubscribeAsync(_socketPath, cancellationToken);

    /// <summary>Gives the process input; waits while its pipe is full.</summary>
    public async Task WriteInputAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        for (; data.Length > 0; data = data[Math.Min(Command.InputLimit, data.Length)..])
            await _socket.SendAsync(Command.Of(Asked.Input, 0, data.Span[..Math.Min(Command.InputLimit, data.Length)]), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends its input, for good.</summary>
    public Task CloseInputAsync(CancellationToken cancellationToken = default) => _socket.SendAsync(Command.Of(Asked.CloseInput), cancellationToken);

    /// <summary>Sets the size of its terminal; without one nothing happens.</summary>
    public Task ResizeAsync(ushort columns, ushort rows, CancellationToken cancellationToken = default) =>
        _socket.SendAsync(Command.Of(Asked.Resize, (uint)(columns | rows << 16)), cancellationToken);

    /// <summary>Makes the keeper keep a process that was restored as its child.</summary>
    /// <param name="pid">The process, as the host sees it.</param>
    /// <param name="terminal">The master of its terminal; the keeper takes a copy.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="KernelException">It is no child of the keeper.</exception>
    public async Task AdoptAsync(int pid, Descriptor? terminal = null, CancellationToken cancellationToken = default)
    {
        await AskAsync(Asked.Adopt, (uint)pid, $"process {pid}", cancellationToken, terminal).ConfigureAwait(false);
        InitPid = pid;
    }

    /// <summary>Gives out copies of the keeper's ends of the streams.</summary>
    public Task<StdioDescriptors> ReleaseAsync(CancellationToken cancellationToken = default) =>
        _socketPath is { } path ? StreamRelease.TakeAsync(path, cancellationToken) : throw new InvalidOperationException("the streams of an exec belong to its session");

    /// <summary>Ends the keeper without an exit record, for a process that lives on elsewhere or will be killed by somebody else.</summary>
    public Task StopKeepingAsync(CancellationToken cancellationToken = default) => AskAsync(Asked.Stop, 0, "keeper", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(false);
        _socket.Dispose();
    }

    private async Task AskAsync(Asked what, uint value, string subject, CancellationToken cancellationToken, Descriptor? passed = null)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (passed is null) await _socket.SendAsync(Command.Of(what, value), cancellationToken).ConfigureAwait(false);
            else DescriptorPassing.Send(_socket.Socket, Command.Of(what, value), passed);
            if (_receiving.IsCompleted) answer.TrySetException(Lost());
            var done = await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (done.Value != 0) throw new KernelException(what.ToString().ToLowerInvariant(), subject, new Errno(done.Value));
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await _socket.ReceiveAsync(_closing.Token).ConfigureAwait(false) is { } packet)
            {
                if (packet.Head.Kind == Told.Output) await _output.Writer.WriteAsync(new(packet.Head.Value, packet.Data), _closing.Token).ConfigureAwait(false);
                else if (packet.Head.Kind == Told.Exited) _exited.TrySetResult(ExitRecord.Of(packet.Head.Value, packet.Head.Detail));
                else if (packet.Head.Kind == Told.Done) _asked?.TrySetResult(packet.Head);
            }
            _asked?.TrySetException(Lost());
            if (_exited.TrySetException(Lost())) _ = _exited.Task.Exception;
            if (_child is { } pid) await Zombies.ReapAsync(pid).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _exited.TrySetCanceled();
            _asked?.TrySetCanceled();
        }
        finally
        {
            _output.Writer.TryComplete();
        }
    }

    private ContainmentException Lost() => new(FailureReason.KeeperLost, $"process {InitPid}", $"the keeper of process {InitPid} is gone");

    private static async IAsyncEnumerable<OutputChunk> SubscribeAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = await KeeperSocket.ConnectAsync(path, cancellationToken).ConfigureAwait(false);
        await socket.SendAsync(Command.Of(Asked.Subscribe), cancellationToken).ConfigureAwait(false);
        while (await socket.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } packet)
            if (packet.Head.Kind == Told.Output) yield return new(packet.Head.Value, packet.Data);
    }
}
