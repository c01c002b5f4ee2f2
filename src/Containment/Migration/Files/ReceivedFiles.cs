using Containment.Linux.Descriptors;
using Containment.Migration.Wire;
using Containment.Snapshots.Upper;

namespace Containment.Migration.Files;

/// <summary>Remembers which larger files of a tree have come, and how far the last one got, in case the link breaks.</summary>
internal sealed class ReceivedFiles(ItemSection section)
{
    // Smaller ones are sent again sooner than they are compared.
    private const long Least = 64 * 1024;

    private readonly Dictionary<PathBytes, KeptFile> _files = [];
    private readonly List<long> _ranges = [];
    private PathBytes _open;

    public void Begin(PathBytes path)
    {
        _files.Remove(path);
        _ranges.Clear();
        _open = path;
    }

    public void Data(long offset, int length)
    {
        if (_ranges.Count > 0 && _ranges[^2] + _ranges[^1] == offset) _ranges[^1] += length;
        else _ranges.AddRange([offset, length]);
    }

    public void End(long size, ReadOnlySpan<byte> digest)
    {
        if (size >= Least && _ranges.Count > 0) _files[_open] = new KeptFile(section, _open.Span.ToArray(), size, digest.ToArray(), [.. _ranges]);
    }

    /// <summary>All that may be kept, the file that is half there included.</summary>
    public IReadOnlyCollection<KeptFile> Stop(UpperFileWriter? half)
    {
        if (half is not null)
        {
            var (length, digest) = half.DigestSoFar();
            End(length, digest);
        }
        return _files.Values;
    }
}
