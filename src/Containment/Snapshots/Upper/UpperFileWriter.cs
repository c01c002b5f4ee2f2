using System.Security.Cryptography;
using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>A file being written into a layer. Disposing without <see cref="Complete"/> leaves it with what came so far.</summary>
internal sealed class UpperFileWriter(Descriptor directory, Descriptor file, UpperEntry entry, FileMetadata metadata) : IDisposable
{
    private readonly ContentDigest _digest = new();
    private long _end;

    /// <summary>Writes data; offsets only rise, and what is not written is holes.</summary>
    /// <exception cref="ContainmentException">The data is not within the size that was announced (Corrupt).</exception>
    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        if (offset < _end || data.Length > entry.Size - offset)
            throw UpperTreeWriter.Bad(entry.Path, $"has data at {offset} that is out of order or beyond its size of {entry.Size}");
        _digest.Append(offset, data);
        _end = offset + data.Length;
        try
        {
            FileWriting.Write(file, offset, data, entry.Path);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>How far it has come, and the digest of that much; nothing more can be written.</summary>
    public (long Length, byte[] Digest) DigestSoFar() => (_end, _digest.Finish(_end));

    /// <summary>Gives the file its length, owner, mode and times.</summary>
    /// <param name="expected">The sender's <see cref="ContentDigest"/>.</param>
    /// <exception cref="ContainmentException">The digest is another one (Corrupt).</exception>
    public void Complete(ReadOnlySpan<byte> expected)
    {
        if (!CryptographicOperations.FixedTimeEquals(_digest.Finish(entry.Size), expected))
            throw UpperTreeWriter.Bad(entry.Path, "does not match the digest that was sent with it");
        try
        {
            Finish();
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Completes the file with the content of one of this machine: the two share it until either is written to, where the file system can, and else it is copied.</summary>
    /// <exception cref="KernelException">The file can't be completed.</exception>
    public void Take(UpperContent content)
    {
        try
        {
            FileCopying.ShareOrCopy(content.File, file, content.Size, entry.Path);
            Finish();
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    private void Finish()
    {
        FileWriting.SetLength(file, entry.Size, entry.Path);
        metadata.ApplyTo(directory, entry.Path.Name, FileKind.Regular);
    }

    public void Dispose()
    {
        _digest.Dispose();
        file.Dispose();
        directory.Dispose();
    }
}
