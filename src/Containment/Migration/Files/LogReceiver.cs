using System.Buffers.Binary;
using Containment.Migration.Wire;

namespace Containment.Migration.Files;

/// <summary>
/// Writes the log that a <see cref="LogSender"/> sent, in place, as a keeper may have it open already. Only whole frames are taken, or a reader of it would find
/// nothing after them; a frame that was not whole comes again with the next round.
/// </summary>
internal sealed class LogReceiver(string path) : IDisposable
{
    // A keeper puts a log aside long before.
    private const long Most = 64 << 20;

    private FileStream? _file;
    private long _whole;

    public void Begin(ReadOnlySpan<byte> header)
    {
        if (header.Length != LogSender.HeaderSize || header[0] is not (LogSender.Aside or LogSender.Current)) throw new WireException("a part of a log that there is none of");
        var from = BinaryPrimitives.ReadInt64LittleEndian(header[1..]);
        _file = new(header[0] == LogSender.Aside ? path + ".1" : path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        if (from != 0 && (header[0] != LogSender.Current || from != _whole || from > _file.Length)) throw new WireException("a log that goes on where it had not ended");
        _whole = from;
        _file.SetLength(from);
        _file.Position = from;
    }

    public void Chunk(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset != _file!.Position || offset > Most - bytes.Length) throw new WireException("a log with holes, or one that is too long");
        _file.Write(bytes);
    }

    public void End()
    {
        _whole = WholeFrames.EndOf(_file!.SafeFileHandle, _whole, _file.Position);
        _file.SetLength(_whole);
        _file.Dispose();
        _file = null;
    }

    public void Dispose() => _file?.Dispose();
}
