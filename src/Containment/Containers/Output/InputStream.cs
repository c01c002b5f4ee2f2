using Containment.Launch;

namespace Containment.Containers.Output;

/// <summary>A process's standard input. Disposing it ends the input.</summary>
internal sealed class InputStream(KeeperSession session) : Stream
{
    private bool _closed;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => !_closed;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(session.WriteInputAsync(buffer, cancellationToken));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => session.WriteInputAsync(buffer.AsMemory(offset, count), cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() { }

    // Only so that a StreamWriter can be disposed: the library's own code never comes here.
    public override void Write(byte[] buffer, int offset, int count) => session.WriteInputAsync(buffer.AsMemory(offset, count)).GetAwaiter().GetResult();

    public override async ValueTask DisposeAsync()
    {
        if (_closed) return;
        _closed = true;
        try
        {
            if (!session.Exited.IsCompleted) await session.CloseInputAsync().ConfigureAwait(false);
        }
        catch (ContainmentException ended) when (ended.Reason == FailureReason.KeeperLost)
        {
            // A process that has just ended needs no end of input.
        }
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _closed = true;
            if (!session.Exited.IsCompleted) _ = session.CloseInputAsync();
        }
        base.Dispose(disposing);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
