using Containment.Linux.Descriptors;
using Containment.Migration.Wire;
using Containment.Snapshots.Upper;

namespace Containment.Migration.Files;

/// <summary>Builds a tree from the items that a <see cref="TreeSender"/> sent. Nothing outside its root is touched.</summary>
internal sealed class TreeReceiver(string root) : IDisposable
{
    private readonly UpperTreeWriter _tree = new(root);
    private UpperFileWriter? _file;
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
                if (entry.Kind == UpperKind.File) (_file, _empty) = (_tree.BeginFile(entry), false);
                else _tree.Apply(entry);
                break;
            default: throw new WireException("an item of a tree with an unknown word");
        }
    }

    public void Chunk(long offset, ReadOnlySpan<byte> bytes)
    {
        if (_empty) throw new WireException("content of what has none");
        _file!.Write(offset, bytes);
    }

    public void End(ReadOnlySpan<byte> trailer)
    {
        if (_empty) return;
        _file!.Complete(trailer);
        _file.Dispose();
        _file = null;
    }

    /// <summary>Waits until all of it is on disk.</summary>
    public void Sync() => _tree.Complete();

    public void Dispose()
    {
        _file?.Dispose();
        _tree.Dispose();
    }
}
