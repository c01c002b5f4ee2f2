namespace Containment.Containers;

/// <summary>A view of the streams of a container's first process. Disposing it detaches; the container goes on.</summary>
public abstract class AttachedConsole : IAsyncDisposable
{
    private protected AttachedConsole() { }

    /// <summary>What it writes from now on.</summary>
    public abstract IAsyncEnumerable<LogEntry> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives it input.</summary>
    public abstract Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <summary>Ends its input, for good.</summary>
    public abstract Task CloseInputAsync(CancellationToken cancellationToken = default);

    /// <summary>Tells its terminal a new size; without one nothing happens.</summary>
    public abstract Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
