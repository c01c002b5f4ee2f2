using System.Buffers.Binary;
using Containment.Checkpoints.Filling;
using Containment.Linux.Descriptors;
using Containment.Linux.Memory;
using Containment.Migration.Wire;

namespace Containment.Migration.Pages;

/// <summary>Sends pages of processes straight from them. The next are read while the last are on their way.</summary>
internal sealed class PageSender(ItemSender items)
{
    private byte[] _reading = new byte[ItemSender.ChunkSize], _sending = new byte[ItemSender.ChunkSize];

    /// <summary>Sends what is in these parts; of pages that may be there already also the zeros.</summary>
    /// <param name="process">Its id in its own pid namespace, and as this process sees it.</param>
    /// <param name="parts">Where the pages are, in order.</param>
    /// <param name="again">Whether pages at these places may have been sent before.</param>
    /// <param name="missed">What could not be read is put in there: the process runs, and may give it back or end. Null: that is an error.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many bytes of content were sent.</returns>
    public async Task<long> SendAsync((int Id, int Pid) process, IReadOnlyList<PagePart> parts, bool again, List<PagePart>? missed, CancellationToken cancellation)
    {
        if (parts.Count == 0) return 0;
        await items.BeginAsync(ItemSection.Pages, new PageWord(PageWord.Kind.Content, process.Id).ToBytes(), cancellation).ConfigureAwait(false);
        var sent = 0L;
        var sending = Task.FromResult(0L);
        foreach (var piece in parts.SelectMany(part => part.InPieces(ItemSender.ChunkSize)))
        {
            var into = _reading;
            var read = ReadAll(process.Pid, piece, into, missed);
            sent += await sending.ConfigureAwait(false);
            (_reading, _sending) = (_sending, into);
            sending = SendPieceAsync(piece with { Bytes = read }, into, again, cancellation);
        }
        sent += await sending.ConfigureAwait(false);
        await items.EndAsync(cancellation).ConfigureAwait(false);
        return sent;
    }

    /// <summary>Says of pages which they are.</summary>
    public async Task SendListAsync(PageWord word, IReadOnlyList<PagePart> parts, CancellationToken cancellation)
    {
        await items.BeginAsync(ItemSection.Pages, word.ToBytes(), cancellation).ConfigureAwait(false);
        foreach (var some in parts.Chunk(ItemSender.ChunkSize / PageWord.PartSize))
        {
            for (var n = 0; n < some.Length; n++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(_sending.AsSpan(n * PageWord.PartSize), some[n].Address);
                BinaryPrimitives.WriteInt64LittleEndian(_sending.AsSpan((n * PageWord.PartSize) + 8), some[n].Bytes);
            }
            await items.ChunkAsync(0, _sending.AsMemory(0, some.Length * PageWord.PartSize), cancellation).ConfigureAwait(false);
        }
        await items.EndAsync(cancellation).ConfigureAwait(false);
    }

    private static int ReadAll(int pid, PagePart piece, byte[] into, List<PagePart>? missed)
    {
        var done = 0;
        try
        {
            while (done < piece.Bytes) done += ProcessMemory.Read(pid, piece.Address + (ulong)done, into.AsSpan(done, (int)piece.Bytes - done));
        }
        catch (KernelRefusal) when (missed is not null)
        {
            // What comes after it in this piece is asked for again with it.
            done -= done % PageSplit.Page;
            missed.Add(piece.Cut(piece.Address + (ulong)done, piece.End));
        }
        return done;
    }

    private async Task<long> SendPieceAsync(PagePart piece, byte[] bytes, bool again, CancellationToken cancellation)
    {
        var sent = 0L;
        foreach (var (offset, length, zero) in ZeroRuns.Of(bytes.AsSpan(0, (int)piece.Bytes)))
        {
            var address = (long)piece.Address + offset;
            if (zero && !again) continue;
            if (zero) await items.ChunkAsync(address, BitConverter.GetBytes((long)length), cancellation).ConfigureAwait(false);
            else await items.ChunkAsync(address, bytes.AsMemory(offset, length), cancellation).ConfigureAwait(false);
            if (!zero) sent += length;
        }
        return sent;
    }
}
