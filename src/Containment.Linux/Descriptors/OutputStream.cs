namespace Containment.Linux.Descriptors;

/// <summary>
/// Bytes written straight to a descriptor that is not ours to close. Unlike the console's stream it says when nobody reads
/// any more (EPIPE), and unlike a file's it goes on where others that share the descriptor have got to.
/// </summary>
internal sealed unsafe class OutputStream(int descriptor) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            nint written;
            fixed (byte* start = buffer) written = LibC.write(descriptor, start, (nuint)buffer.Length);
            if (written >= 0) buffer = buffer[(int)written..];
            else if (Errno.Last == Errno.EAGAIN) Thread.Sleep(1);
            else if (Errno.Last != Errno.EINTR) throw new KernelRefusal("write", $"fd {descriptor}", Errno.Last);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Task.Run(() => Write(buffer.Span), cancellationToken));
}
