using System.Buffers;
using Containment.Migration.Wire;
using Containment.Snapshots.Upper;

namespace Containment.Migration.Files;

/// <summary>Sends a tree, or several layers as one, in rounds: all of it first, then what changed since the round before.</summary>
internal sealed class TreeSender(IReadOnlyList<string> layers, IReadOnlyList<string> below, ItemSection section, ItemSender items)
{
    private readonly byte[] _buffer = new byte[ItemSender.ChunkSize];
    private readonly ArrayBufferWriter<byte> _header = new();
    private IReadOnlyList<UpperEntry> _before = [];

    /// <summary>One round; returns how many bytes of content it sent. A frozen one is made durable by the target later.</summary>
    public async Task<long> SendRoundAsync(bool frozen, CancellationToken cancellation)
    {
        using var tree = new UpperTree(layers, below);
        var settled = UpperTreeChanges.SettledNow();
        var now = tree.Entries().ToList();
        var delta = UpperTreeChanges.Between(_before, now);
        var sent = 0L;
        foreach (var path in delta.Removed) await items.SendAsync(section, (byte[])[(byte)TreeWord.Remove, .. path.Span], cancellation).ConfigureAwait(false);
        foreach (var entry in delta.Changed) sent += await SendAsync(tree, entry, frozen, cancellation).ConfigureAwait(false);
        await items.SendAsync(section, frozen ? (byte[])[(byte)TreeWord.EndOfRound] : [(byte)TreeWord.EndOfRound, 1], cancellation).ConfigureAwait(false);
        _before = UpperTreeChanges.Unsettle(now, settled);
        return sent;
    }

    private async Task<long> SendAsync(UpperTree tree, UpperEntry entry, bool frozen, CancellationToken cancellation)
    {
        if (entry.Kind != UpperKind.File)
        {
            await items.SendAsync(section, Header(entry), cancellation).ConfigureAwait(false);
            return 0;
        }
        // What vanished since the walk is told by the next one.
        using var content = tree.OpenContent(entry);
        if (content is null) return 0;
        if (!frozen) content.Flush(entry.Path);
        using var digest = new ContentDigest();
        var sent = 0L;
        await items.BeginAsync(section, Header(entry with { Size = content.Size }), cancellation).ConfigureAwait(false);
        foreach (var range in content.Ranges())
        {
            for (var at = range.Offset; at < range.Offset + range.Length;)
            {
                var wanted = (int)Math.Min(_buffer.Length, range.Offset + range.Length - at);
                var read = await content.ReadAsync(at, _buffer.AsMemory(0, wanted), cancellation).ConfigureAwait(false);
                if (read == 0) break;
                digest.Append(at, _buffer.AsSpan(0, read));
                await items.ChunkAsync(at, _buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                at += read;
                sent += read;
            }
        }
        await items.EndAsync(digest.Finish(content.Size), cancellation).ConfigureAwait(false);
        return sent;
    }

    private ReadOnlyMemory<byte> Header(UpperEntry entry)
    {
        _header.ResetWrittenCount();
        _header.GetSpan(1)[0] = (byte)TreeWord.Put;
        _header.Advance(1);
        UpperEntryCodec.Write(entry, _header);
        return _header.WrittenMemory;
    }
}
