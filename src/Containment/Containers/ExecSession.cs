namespace Containment.Containers;

/// <summary>One more process in a container, with its three streams. Disposing it closes the streams; the process is not killed.</summary>
public abstract class ExecSession : IAsyncDisposable
{
    private protected ExecSession() { }

    /// <summary>The process id as the host sees it.</summary>
    public abstract int ProcessId { get; }

    /// <summary>What is written here, it reads. Disposing the stream ends its input.</summary>
    public abstract Stream Input { get; }

    /// <summary>What it writes; with a terminal everything.</summary>
    public abstract Stream Output { get; }

    /// <summary>What it writes to standard error; empty with a terminal.</summary>
    public abstract Stream Error { get; }

    /// <summary>Waits until it ends.</summary>
    public abstract Task<ExitStatus> WaitAsync(CancellationToken cancellationToken = default);

    /// <summary>Sends it a signal.</summary>
    public abstract Task SignalAsync(Signal signal, CancellationToken cancellationToken = default);

    /// <summary>Tells its terminal a new size; without one nothing happens.</summary>
    public abstract Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
