using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;
using Google.Protobuf;

namespace Containment.Checkpoints.Filling;

/// <summary>One process's pages as CRIU keeps them: pagemap-ID.img says which they are, pages-N.img has them one after the other.</summary>
internal sealed class PagesImage
{
    /// <summary>Puts bytes that lie so far into a part of the memory into a buffer; says how many.</summary>
    public delegate int Reading(PagePart part, long at, Span<byte> buffer);

    // What is restored reads them as an id that is nobody here.
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int Piece = 256 << 10;
    private readonly byte[] _image;
    private readonly PagemapHead _head;

    private PagesImage(string map, byte[] image, PagemapHead head, IReadOnlyList<PagemapEntry> entries)
    {
        (Map, _image, _head, Entries) = (map, image, head, entries);
        Pages = $"pages-{head.PagesId}.img";
    }

    /// <summary>The names of the two files.</summary>
    public string Map { get; }

    /// <inheritdoc cref="Map"/>
    public string Pages { get; }

    public IReadOnlyList<PagemapEntry> Entries { get; }

    /// <summary>Null: the process has none of its own.</summary>
    /// <exception cref="InvalidDataException">It is no such image.</exception>
    public static PagesImage? Read(string directory, int id)
    {
        var name = $"pagemap-{id}.img";
        if (!File.Exists(Path.Combine(directory, name))) return null;
        var image = File.ReadAllBytes(Path.Combine(directory, name));
        var messages = ImageFile.Messages(image);
        return new(name, image, PagemapHead.Parser.ParseFrom(messages[0].Span), [.. messages.Skip(1).Select(message => PagemapEntry.Parser.ParseFrom(message.Span))]);
    }

    /// <summary>Writes both anew, with other parts of the memory; what was there under their names goes.</summary>
    public void Write(string directory, IReadOnlyList<PagePart> parts, Reading read)
    {
        var entries = parts.Select(part => new PagemapEntry { Address = part.Address, Pages = (uint)(part.Bytes / PageSplit.Page), Flags = part.Flags == PageSplit.InProcess ? PageSplit.Present : part.Flags });
        Replace(Path.Combine(directory, Map), path => File.WriteAllBytes(path, ImageFile.With(_image, [_head, .. entries])));
        Replace(Path.Combine(directory, Pages), path => WritePages(path, parts, read));
    }

    private static void Replace(string path, Action<string> write)
    {
        write(path + "~");
        File.SetUnixFileMode(path + "~", Readable);
        File.Move(path + "~", path, overwrite: true);
    }

    private static void WritePages(string to, IReadOnlyList<PagePart> parts, Reading read)
    {
        using var target = File.OpenHandle(to, FileMode.CreateNew, FileAccess.Write);
        var buffer = GC.AllocateUninitializedArray<byte>(Piece);
        var at = 0L;
        foreach (var part in parts)
        {
            for (var done = 0L; done < part.Bytes;)
            {
                var got = read(part, done, buffer.AsSpan(0, (int)Math.Min(buffer.Length, part.Bytes - done)));
                if (got == 0) throw new InvalidDataException("it is cut off");
                RandomAccess.Write(target, buffer.AsSpan(0, got), at);
                (at, done) = (at + got, done + got);
            }
        }
    }
}
