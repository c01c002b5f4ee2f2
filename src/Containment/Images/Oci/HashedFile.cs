using System.Security.Cryptography;
using Containment.Images.Layers;
using Containment.Linux.Descriptors;

namespace Containment.Images.Oci;

/// <summary>A new file that is written once from start to end and hashed on the way. What the disk refuses is told by the kernel's name for it.</summary>
internal sealed class HashedFile : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string _path;
    private readonly Descriptor _file;
    private long _length;

    public HashedFile(string path)
    {
        _path = path;
        _file = new((int)KernelRefusal.Check(LibC.open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow | OpenFlags.CloseOnExec, 0x1A4), "open", path));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        FileWriting.Write(_file, _length, buffer, _path);
        _hash.AppendData(buffer);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Waits until it is on disk; its digest.</summary>
    public Digest Complete()
    {
        KernelRefusal.Check(LibC.fsync(_file.Number), "fsync", _path);
        return new(Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        _hash.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _length;
    public override long Position { get => _length; set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
