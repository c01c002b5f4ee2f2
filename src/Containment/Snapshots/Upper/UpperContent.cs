using Containment.Linux.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Containment.Snapshots.Upper;

/// <summary>An open file of an upper layer: where it has data, and the data.</summary>
internal sealed class UpperContent(Descriptor file, long size) : IDisposable
{
    private readonly SafeFileHandle _handle = new(file.Number, ownsHandle: false);

    /// <summary>The length when it was opened.</summary>
    public long Size => size;

    /// <summary>The parts that hold data, in order; the rest is holes.</summary>
    public IEnumerable<DataRange> Ranges() => DataRange.Of(file, size);

    /// <summary>Reads at <paramref name="offset"/>; 0 at the end of a file that was cut meanwhile.</summary>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation) =>
        RandomAccess.ReadAsync(_handle, buffer, offset, cancellation);

    /// <summary>The open file.</summary>
    public Descriptor File => file;

    public int Read(long offset, Span<byte> buffer) => RandomAccess.Read(_handle, buffer, offset);

    /// <summary>Before the content is read: what is written after that, by mappings too, shows in the file's ctime.</summary>
    /// <exception cref="KernelException">It can't be written to the disk.</exception>
    public void Flush(PathBytes path)
    {
        try
        {
            FileCopying.Flush(file, path);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    public void Dispose()
    {
        _handle.Dispose();
        file.Dispose();
    }
}
