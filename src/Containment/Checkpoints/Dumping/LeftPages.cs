using Containment.Checkpoints.Filling;
using Containment.Linux.Memory;

namespace Containment.Checkpoints.Dumping;

/// <summary>
/// The pages of one process that are not in its images, because CRIU took them for known already: they are to be read from the process,
/// which stands still, and written into the one that is restored (<see cref="MemoryFill"/>).
/// </summary>
/// <param name="Id">In its own pid namespace.</param>
/// <param name="Pid">As this process sees it.</param>
/// <param name="Parts">Where they are.</param>
internal sealed record LeftPages(int Id, int Pid, IReadOnlyList<PagePart> Parts)
{
    /// <summary>Gives the images those pages that CRIU itself must restore; of the others says which they are.</summary>
    /// <param name="images">What a dump without pages has written.</param>
    /// <param name="pids">The processes, by their ids in their own pid namespace.</param>
    /// <exception cref="InvalidDataException">CRIU wrote something else than was understood.</exception>
    public static IReadOnlyList<LeftPages> Take(string images, IReadOnlyDictionary<int, int> pids)
    {
        List<LeftPages> left = [];
        var memories = MemoryImages.Read(images);
        foreach (var (id, mappings) in memories.Mappings)
        {
            if (PagesImage.Read(images, id) is not { } image || image.Entries.All(entry => entry.Flags != PageSplit.InProcess)) continue;
            if (!pids.TryGetValue(id, out var pid)) throw new InvalidDataException($"there is no process {id}");
            var split = PageSplit.Of(image.Entries, mappings, memories.MayBeShared, memories.Written) ?? throw new InvalidDataException($"the pagemap of process {id} is of an unknown form");
            using (var pages = File.OpenHandle(Path.Combine(images, image.Pages)))
            {
                // The head and the pages of the old image are in the hands of the two; their names are given to the new ones.
                image.Write(images, split.Criu, (part, at, buffer) => part.Flags == PageSplit.InProcess
                    ? ProcessMemory.Read(pid, part.Address + (ulong)at, buffer)
                    : RandomAccess.Read(pages, buffer, part.Offset + at));
            }
            if (split.Ours.Count > 0) left.Add(new(id, pid, split.Ours));
        }
        return left;
    }
}
