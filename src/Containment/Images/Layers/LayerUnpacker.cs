using Containment.Images.Tar;
using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;

namespace Containment.Images.Layers;

/// <summary>Unpacks an archive into an empty directory and compares every digest on the way.</summary>
internal sealed class LayerUnpacker(Archive archive, UnpackLimits limits, IProgress<ImageProgress>? progress, CancellationToken cancellation)
{
    private const long ReportEach = 1 << 20;
    private long _reported, _written, _entries;
    private MeasuredStream? _stored;

    /// <exception cref="ContainmentException">It is hostile, damaged, or not what was announced (Corrupt).</exception>
    /// <exception cref="KernelException">The kernel refused to make something.</exception>
    public void Unpack(Descriptor target)
    {
        try
        {
            Read(target);
        }
        catch (Refusal refusal)
        {
            throw Corrupt(refusal.Message, refusal);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        catch (Exception broken) when (broken is TarFormatException or InvalidDataException or ZstdSharp.ZstdException or EndOfStreamException)
        {
            throw Corrupt(broken.Message, broken);
        }
    }

    private void Read(Descriptor target)
    {
        using var file = RegularFile.Open(archive.Path) ?? throw Corrupt("there is no such file");
        if (archive.Size is { } size && file.Length != size) throw Corrupt($"it has {file.Length} bytes where {size} were announced");
        var first = new byte[Compression.MagicLength];
        var known = RandomAccess.Read(file.SafeFileHandle, first, 0);
        using var stored = _stored = new(file, count => Report(count, file.Length));
        using var opened = Compression.Open(first.AsSpan(0, known), stored);
        using var plain = new MeasuredStream(opened, Inflated);
        var tar = new TarReader(plain);
        var owners = Self.Standing == Standing.User && OwnIds.Current is { } own ? new LayerOwners(own) : null;
        using (var writer = new LayerWriter(target, Grow, owners))
        {
            while (tar.Next() is { } entry)
            {
                if (++_entries > limits.MostEntries) throw Corrupt($"it has more than {limits.MostEntries} entries");
                writer.Add(entry, tar);
            }
            writer.Complete();
        }
        var content = plain.Drain();
        if (stored.Drain() is var whole && whole != archive.Stored) throw Corrupt($"its digest is {whole}");
        if (archive.Plain is { } expected && content != expected) throw Corrupt($"its content has the digest {content} where the image's config says {expected}");
        if (!tar.Ended && archive.Plain is null) throw Corrupt("it ends without the mark of its end: it is cut, or no tar archive");
        if (_entries == 0 && archive.Plain is null) throw Corrupt("it holds nothing");
        owners?.CompleteAsync(target, cancellation).GetAwaiter().GetResult();
        progress?.Report(new(archive.Name, stored.Count, file.Length));
    }

    private void Report(long count, long total)
    {
        cancellation.ThrowIfCancellationRequested();
        if (count - _reported < ReportEach) return;
        _reported = count;
        progress?.Report(new(archive.Name, count, total));
    }

    private void Inflated(long count)
    {
        cancellation.ThrowIfCancellationRequested();
        if (count > limits.RatioFrom && count / limits.MostRatio > _stored!.Count)
            throw Corrupt($"it swells to more than {limits.MostRatio} times its size");
    }

    private void Grow(long size)
    {
        if (size > limits.MostBytes - _written) throw Corrupt($"its files have more than {limits.MostBytes} bytes together");
        _written += size;
    }

    private ContainmentException Corrupt(string what, Exception? inner = null) =>
        new(FailureReason.Corrupt, archive.Name, $"{archive.Name}: {what}", null, inner);
}
