using Google.Protobuf;

namespace Containment.Checkpoints.Filling;

/// <summary>Makes images for CRIU from which most pages are left out, and says which those are.</summary>
internal static class SplitImages
{
    // Of less there is nothing to be gained.
    private const long Least = 1 << 20;

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
            var memories = MemoryImages.Read(images);
            foreach (var (id, mappings) in memories.Mappings)
            {
                if (PagesImage.Read(images, id) is not { } image
                    || PageSplit.Of(image.Entries, mappings, memories.MayBeShared, memories.Written) is not { } split
                    || split.Ours.Sum(part => part.Bytes) < Least) continue;
                using (var pages = File.OpenHandle(Path.Combine(images, image.Pages)))
                    image.Write(to, split.Criu, (part, at, buffer) => RandomAccess.Read(pages, buffer, part.Offset + at));
                written.UnionWith([image.Map, image.Pages]);
                processes.Add(new(id, Path.Combine(images, image.Pages), split.Ours));
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
}
