using System.Runtime.CompilerServices;
using Containment.Launch;

namespace Containment.Containers.Output;

/// <summary>
/// The streams of a first process, by its keeper. What it writes is read from the log, where nothing is lost however slow the
/// reader is; the keeper's own word only wakes the reader, so that a typed letter is seen at once.
/// </summary>
internal sealed class KeptConsole(KeeperSession session, LogReader log, LogOptions options, Func<CancellationToken, Task<bool>> hasEnded) : AttachedConsole
{
    private readonly SemaphoreSlim _written = new(0, 1);

    public override async IAsyncEnumerable<LogEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waking = WakeAsync(reading.Token);
        try
        {
            await foreach (var entry in log.ReadAsync(options, hasEnded, (pause, token) => _written.WaitAsync(pause, token), cancellationToken).ConfigureAwait(false)) yield return entry;
        }
        finally
        {
            await reading.CancelAsync().ConfigureAwait(false);
            await waking.ConfigureAwait(false);
        }
    }

    public override Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => session.WriteInputAsync(data, cancellationToken);

    public override Task CloseInputAsync(CancellationToken cancellationToken = default) => session.CloseInputAsync(cancellationToken);

    public override Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken = default) => session.ResizeAsync(size.Columns, size.Rows, cancellationToken);

    public override ValueTask DisposeAsync() => session.DisposeAsync();

    // A keeper that cuts a slow listener off, or has ended, wakes nobody any more; the log is looked at all the same.
    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in session.ReadOutputAsync(cancellationToken).ConfigureAwait(false)) Wake();
            Wake();
        }
        catch (Exception over) when (over is OperationCanceledException or ContainmentException or KernelException)
        {
            Wake();
        }
    }

    private void Wake()
    {
        if (_written.CurrentCount == 0) _written.Release();
    }
}
