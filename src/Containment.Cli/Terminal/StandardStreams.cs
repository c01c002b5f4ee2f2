using Containment.Containers;
using Containment.Linux.Descriptors;

namespace Containment.Cli.Terminal;

/// <summary>This program's standard output and error, for bytes as they come.</summary>
internal sealed class StandardStreams : IAsyncDisposable
{
    public Stream Output { get; } = new OutputStream(1);

    public Stream Error { get; } = new OutputStream(2);

    public async ValueTask WriteAsync(LogEntry entry)
    {
        var stream = entry.Stream == LogStream.Error ? Error : Output;
        await stream.WriteAsync(entry.Data);
        await stream.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Output.DisposeAsync();
        await Error.DisposeAsync();
    }
}
