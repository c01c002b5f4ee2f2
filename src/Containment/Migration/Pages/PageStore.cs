using System.Buffers.Binary;
using System.Globalization;
using Containment.Checkpoints.Filling;
using Containment.Linux.Descriptors;
using Containment.Migration.Wire;
using Microsoft.Win32.SafeHandles;

namespace Containment.Migration.Pages;

/// <summary>
/// Keeps the pages that came until the processes are there that they belong to: a file in memory for each process, in which a page's place is
/// its address and what never came is a hole.
/// </summary>
internal sealed class PageStore(string directory) : IDisposable
{
    private const int MostProcesses = 1 << 16, MostParts = 1 << 22;
    private const long End = 1L << 47;
    private readonly Dictionary<int, Process> _processes = [];
    private PageWord _word;

    /// <summary>Gets what comes from now on; it is not kept any more.</summary>
    public LateFilling? Filling { get; set; }

    /// <summary>What each process is to have, and what of it has not come.</summary>
    public IReadOnlyList<(int Process, IReadOnlyList<PagePart> Parts, IReadOnlyList<PagePart> Late)> Lists =>
        [.. _processes.Where(process => process.Value.Parts.Count > 0).Select(process => (process.Key, (IReadOnlyList<PagePart>)process.Value.Parts, (IReadOnlyList<PagePart>)process.Value.Late))];

    /// <summary>What has come of a process's pages; what has not is zeros.</summary>
    public void Read(int process, long address, Span<byte> into)
    {
        var file = _processes[process].File;
        for (var done = 0; done < into.Length;)
        {
            var read = RandomAccess.Read(file, into[done..], address + done);
            if (read == 0)
            {
                into[done..].Clear();
                return;
            }
            done += read;
        }
    }

    /// <summary>What is to be written into the restored processes.</summary>
    /// <exception cref="WireException">It is not known of all.</exception>
    public MemoryFill Fill()
    {
        foreach (var (file, parts, _) in _processes.Values)
        {
            // As far as there are pages: what did not come is zero.
            if (parts is [.., var last] && RandomAccess.GetLength(file) < (long)last.End) RandomAccess.SetLength(file, (long)last.End);
        }
        return new([.. _processes.Where(process => process.Value.Parts.Count > 0).Select(process => new MemoryFill.OfProcess(process.Key, PathOf(process.Key), process.Value.Parts))]);
    }

    public void Begin(ReadOnlySpan<byte> header)
    {
        _word = PageWord.Read(header);
        if (_processes.ContainsKey(_word.Process)) return;
        if (_processes.Count == MostProcesses) throw new WireException("pages of too many processes");
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _processes[_word.Process] = new(File.OpenHandle(PathOf(_word.Process), FileMode.CreateNew, FileAccess.ReadWrite), [], []);
    }

    public void Chunk(long offset, ReadOnlySpan<byte> bytes)
    {
        var (file, parts, late) = _processes[_word.Process];
        if (Filling is not null) Hand(offset, bytes);
        else if (_word.What == PageWord.Kind.Parts) Take(bytes, parts);
        else if (_word.What == PageWord.Kind.Late) Take(bytes, late);
        else if (bytes.Length == PageWord.ZerosSize) Forget(file, offset, BinaryPrimitives.ReadInt64LittleEndian(bytes));
        else Keep(file, offset, bytes);
    }

    public void Dispose()
    {
        foreach (var (file, _, _) in _processes.Values) file.Dispose();
        _processes.Clear();
    }

    private void Hand(long address, ReadOnlySpan<byte> bytes)
    {
        if (_word.What != PageWord.Kind.Content) throw new WireException("a list of pages of what runs already");
        if (bytes.Length != PageWord.ZerosSize)
        {
            if (bytes.IsEmpty || !AreAt(address, bytes.Length)) throw new WireException("pages out of place");
            Filling!.Take(_word.Process, address, bytes);
            return;
        }
        var zeros = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (zeros is <= 0 or > FrameHeader.MaxPayload || !AreAt(address, zeros)) throw new WireException("zeros out of place");
        Filling!.Take(_word.Process, address, new byte[zeros]);
    }

    private static void Keep(SafeFileHandle file, long address, ReadOnlySpan<byte> pages)
    {
        if (pages.IsEmpty || !AreAt(address, pages.Length)) throw new WireException("pages out of place");
        RandomAccess.Write(file, pages, address);
    }

    private static void Forget(SafeFileHandle file, long address, long bytes)
    {
        if (bytes <= 0 || !AreAt(address, bytes)) throw new WireException("zeros out of place");
        if (address < RandomAccess.GetLength(file)) FileHoles.Punch(file, address, bytes);
    }

    private static void Take(ReadOnlySpan<byte> bytes, List<PagePart> parts)
    {
        if (bytes.Length % PageWord.PartSize != 0) throw new WireException("half a part of a memory");
        for (; !bytes.IsEmpty; bytes = bytes[PageWord.PartSize..])
        {
            var (address, length) = (BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]));
            if (length <= 0 || !AreAt(address, length) || (parts is [.., var last] && (ulong)address < last.End) || parts.Count == MostParts) throw new WireException("parts of a memory out of order");
            parts.Add(new((ulong)address, length, address, PageSplit.Present));
        }
    }

    private static bool AreAt(long address, long bytes) => address >= 0 && address % PageSplit.Page == 0 && bytes % PageSplit.Page == 0 && address < End && bytes <= End - address;

    private sealed record Process(SafeFileHandle File, List<PagePart> Parts, List<PagePart> Late);

    private string PathOf(int process) => Path.Combine(directory, process.ToString(CultureInfo.InvariantCulture));
}
