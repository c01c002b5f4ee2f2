namespace Containment.Launch;

/// <summary>A connection to a keeper: the parent of a container's first process, or of a process begun by exec. Disposing it only disconnects
/// from a container's keeper; the keeper of an exec goes on too, and what its process writes from then on is lost.</summary>
internal sealed class KeeperSession : IAsyncDisposable
{
    /// <summary>Connects to the keeper that listens there.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.KeeperLost"/>: nobody listens.</exception>
    public static Task<KeeperSession> ConnectAsync(string socketPath, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The process it keeps, as the host sees it; 0 while a keeper waits for a restored one.</summary>
    public int InitPid => throw new NotImplementedException();

    /// <summary>Ends when the process has ended; fails with <see cref="FailureReason.KeeperLost"/> when the connection is lost before that.</summary>
    public Task<ExitStatus> Exited => throw new NotImplementedException();

    /// <summary>What the process writes from now on (of an exec: from the beginning). Of a container's keeper, a reader who is too slow loses
    /// the stream (it ends), because the container never waits; the log has everything.</summary>
    public IAsyncEnumerable<OutputChunk> ReadOutputAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Gives the process input; waits while its pipe is full.</summary>
    public Task WriteInputAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends its input, for good.</summary>
    public Task CloseInputAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Sets the size of its terminal; without one nothing happens.</summary>
    public Task ResizeAsync(ushort columns, ushort rows, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Makes the keeper keep a process that was restored as its child.</summary>
    public Task AdoptAsync(int pid, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Gives out copies of the keeper's ends of the streams.</summary>
    public Task<StdioDescriptors> ReleaseAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends the keeper without an exit record, for a process that lives on elsewhere or will be killed by somebody else.</summary>
    public Task StopKeepingAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
