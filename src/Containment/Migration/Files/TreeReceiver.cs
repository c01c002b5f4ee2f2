using System.Buffers.Binary;
using Containment.Linux.Descriptors;
using Containment.Migration.Wire;
using Containment.Snapshots.Upper;

namespace Containment.Migration.Files;

/// <summary>Builds a tree from the items that a <see cref="TreeSender"/> sent. Nothing outside its root is touched.</summary>
internal sealed class TreeReceiver(string root, ItemSection section = ItemSection.Layer, PartialMove? partial = null) : IDisposable
{
    private readonly ReceivedFiles _received = new(section);
    private readonly UpperTreeWriter _tree = new(root);
    private UpperFileWriter? _file;
    private long _size;
    private bool _empty;

    public void Begin(ReadOnlyMemory<byte> header)
    {
        if (header.IsEmpty) throw new WireException("an item of a tree without a word");
        _empty = true;
        switch ((TreeWord)header.Span[0])
        {
            case TreeWord.Remove: _tree.Remove(new PathBytes(header.Span[1..])); break;
            case TreeWord.EndOfRound: _tree.Complete(durable: header.Length > 1); break;
            case TreeWord.Put when UpperEntryCodec.Read(header.Span[1..]) is var entry:
                if (entry.Kind == UpperKind.File) BeginFile(entry);
                else _tree.Apply(entry);
                break;
            case TreeWord.Resume when header.Length > 9 && partial is not null:
                var rest = UpperEntryCodec.Read(header.Span[9..]);
                BeginFile(rest);
                partial.Take(section, rest.Path, BinaryPrimitives.ReadInt64LittleEndian(header.Span[1..]), _file!, _received);
                break;
            default: throw new WireException("an item of a tree with an unknown word");
        }
    }

    public void Chunk(long offset, ReadOnlySpan<byte> bytes)
    {
        if (_empty) throw new WireException("content of what has none");
        _file!.Write(offset, bytes);
        _received.Data(offset, bytes.Length);
    }

    public void End(ReadOnlySpan<byte> trailer)
    {
        if (_empty) return;
        _file!.Complete(trailer);
        _received.End(_size, trailer);
        _file.Dispose();
        _file = null;
    }

    /// <summary>The link broke: all that has come, with the file that is half here.</summary>
    public IReadOnlyCollection<KeptFile> Stop() => _received.Stop(_file);

    /// <summary>Waits until all of it is on disk.</summary>
    public void Sync() => _tree.Complete();

    private void BeginFile(UpperEntry entry)
    {
        (_file, _empty, _size) = (_tree.BeginFile(entry), false, entry.Size);
        _received.Begin(entry.Path);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _tree.Dispose();
    }
}
