using System.Globalization;
using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;
using Google.Protobuf;

namespace Containment.Checkpoints.Filling;

/// <summary>Makes images for CRIU from which most pages are left out, and says which those are.</summary>
internal static class SplitImages
{
    // Of less there is nothing to be gained.
    private const long Least = 1 << 20;
    private const int Piece = 256 << 10;

    // What is restored reads them as an id that is nobody here.
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes those images that are to be others into a directory.</summary>
    /// <param name="images">The whole images.</param>
    /// <param name="to">An existing directory, in which these images are not yet.</param>
    /// <returns>What is left out of them, and the names of those that were written.</returns>
    public static (MemoryFill Fill, IReadOnlySet<string> Written) Make(string images, string to)
    {
        List<MemoryFill.OfProcess> processes = [];
        HashSet<string> written = [];
        try
        {
            var memories = Directory.EnumerateFiles(images, "mm-*.img").ToDictionary(path => Number(path, "mm-"), path => MemoryImage.Parser.ParseFrom(ImageFile.Messages(File.ReadAllBytes(path))[0].Span).Mappings);
            var sequences = Directory.EnumerateFiles(images, "core-*.img").Select(path => CoreImage.Parser.ParseFrom(ImageFile.Messages(File.ReadAllBytes(path))[0].Span).ThreadCore?.Rseq)
                .OfType<RestartableSequences>().SelectMany(one => (ulong[])[one.Address, one.Address + Math.Max(one.Size, 1) - 1]).ToHashSet();
            var places = memories.Values.SelectMany(mappings => mappings).GroupBy(mapping => (mapping.Start, mapping.End)).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
            foreach (var (id, mappings) in memories)
            {
                var name = $"pagemap-{id}.img";
                if (!File.Exists(Path.Combine(images, name))) continue;
                var image = File.ReadAllBytes(Path.Combine(images, name));
                var messages = ImageFile.Messages(image);
                var head = PagemapHead.Parser.ParseFrom(messages[0].Span);
                if (PageSplit.Of([.. messages.Skip(1).Select(message => PagemapEntry.Parser.ParseFrom(message.Span))], mappings, mapping => places.Contains((mapping.Start, mapping.End)), sequences) is not { } split
                    || split.Ours.Sum(part => part.Bytes) < Least) continue;
                var pages = $"pages-{head.PagesId}.img";
                WritePages(Path.Combine(images, pages), Path.Combine(to, pages), split.Criu);
                File.WriteAllBytes(Path.Combine(to, name), ImageFile.With(image, [head, .. split.Criu.Select(Entry)]));
                File.SetUnixFileMode(Path.Combine(to, name), Readable);
                written.UnionWith([name, pages]);
                processes.Add(new(id, Path.Combine(images, pages), split.Ours));
            }
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidProtocolBufferException or ArgumentOutOfRangeException)
        {
            // CRIU says better what is wrong with them, or the digests have.
            foreach (var name in written) File.Delete(Path.Combine(to, name));
            return (new([]), new HashSet<string>());
        }
        return (new(processes), written);
    }

    private static int Number(string path, string prefix) => int.Parse(Path.GetFileNameWithoutExtension(path)[prefix.Length..], CultureInfo.InvariantCulture);

    private static PagemapEntry Entry(PagePart part) => new() { Address = part.Address, Pages = (uint)(part.Bytes / PageSplit.Page), Flags = part.Flags };

    private static void WritePages(string from, string to, IReadOnlyList<PagePart> parts)
    {
        using var source = File.OpenHandle(from);
        using var target = File.OpenHandle(to, FileMode.CreateNew, FileAccess.Write);
        File.SetUnixFileMode(target, Readable);
        var buffer = GC.AllocateUninitializedArray<byte>(Piece);
        var at = 0L;
        foreach (var part in parts)
        {
            for (var done = 0L; done < part.Bytes;)
            {
                var read = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(buffer.Length, part.Bytes - done)), part.Offset + done);
                if (read == 0) throw new InvalidDataException("it is cut off");
                RandomAccess.Write(target, buffer.AsSpan(0, read), at);
                (at, done) = (at + read, done + read);
            }
        }
    }
}
