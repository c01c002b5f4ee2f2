using System.Buffers;
using System.Buffers.Binary;
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
        var kept = !frozen && items.Kept.Take(section, entry.Path) is { } told && told.Length <= content.Size && await IsKeptAsync(content, told.Length, told.Digest, cancellation).ConfigureAwait(false) ? told.Length : 0;
        using var digest = new ContentDigest();
        var sent = 0L;
        await items.BeginAsync(section, Header(entry with { Size = content.Size }, kept), cancellation).ConfigureAwait(false);
        foreach (var range in content.Ranges())
        {
            for (var at = range.Offset; at < range.Offset + range.Length;)
            {
                // What the target has is read for the digest only.
                var wanted = (int)Math.Min(_buffer.Length, (at < kept ? Math.Min(kept, range.Offset + range.Length) : range.Offset + range.Length) - at);
                var read = await content.ReadAsync(at, _buffer.AsMemory(0, wanted), cancellation).ConfigureAwait(false);
                if (read == 0) break;
                digest.Append(at, _buffer.AsSpan(0, read));
                if (at >= kept)
                {
                    await items.ChunkAsync(at, _buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                    sent += read;
                }
                at += read;
            }
        }
        await items.EndAsync(digest.Finish(content.Size), cancellation).ConfigureAwait(false);
        return sent;
    }

    // Whether the target's beginning of a file is what the file begins with here and now.
    private async Task<bool> IsKeptAsync(UpperContent content, long length, byte[] told, CancellationToken cancellation)
    {
        using var digest = new ContentDigest();
        foreach (var range in content.Ranges())
        {
            for (var at = range.Offset; at < Math.Min(length, range.Offset + range.Length);)
            {
                var read = await content.ReadAsync(at, _buffer.AsMemory(0, (int)Math.Min(_buffer.Length, Math.Min(length, range.Offset + range.Length) - at)), cancellation).ConfigureAwait(false);
                if (read == 0) return false;
                digest.Append(at, _buffer.AsSpan(0, read));
                at += read;
            }
        }
        return digest.Finish(length).AsSpan().SequenceEqual(told);
    }

    private ReadOnlyMemory<byte> Header(UpperEntry entry, long kept = 0)
    {
        _header.ResetWrittenCount();
        _header.GetSpan(1)[0] = (byte)(kept > 0 ? TreeWord.Resume : TreeWord.Put);
        _header.Advance(1);
        if (kept > 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_header.GetSpan(8), kept);
            _header.Advance(8);
        }
        UpperEntryCodec.Write(entry, _header);
        return _header.WrittenMemory;
    }
}
