using System.Runtime.CompilerServices;
using Containment.Launch;

namespace Containment.Containers.Output;

/// <summary>The streams of a first process, by its keeper.</summary>
internal sealed class KeptConsole(KeeperSession session, TimeProvider clock) : AttachedConsole
{
    public override async IAsyncEnumerable<LogEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var chunk in session.ReadOutputAsync(cancellationToken).ConfigureAwait(false))
            yield return new LogEntry(clock.GetUtcNow(), (LogStream)chunk.Stream, chunk.Data);
    }

    public override Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => session.WriteInputAsync(data, cancellationToken);

    public override Task CloseInputAsync(CancellationToken cancellationToken = default) => session.CloseInputAsync(cancellationToken);

    public override Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken = default) => session.ResizeAsync(size.Columns, size.Rows, cancellationToken);

    public override ValueTask DisposeAsync() => session.DisposeAsync();
}
