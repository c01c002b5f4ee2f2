using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;
using Google.Protobuf;

namespace Containment.Checkpoints.Dumping;

/// <summary>
/// Images of an earlier dump that never was, in which every process has every page: an incremental dump upon them writes which pages there
/// are and none of them, because none has changed since as far as the kernel says. Pure but for the writing.
/// </summary>
internal static class KnownPages
{
    /// <summary>Below the directory of the images.</summary>
    public const string Directory = "known";

    // criu/include/magic.h, and image.h for the one that all images have.
    private const uint Common = 0x54564319, PagemapMagic = 0x56084025, InventoryMagic = 0x58313116;
    private const uint Version = 2, PagesId = 1, Most = 1u << 31;
    private const ulong First = 1 << 12, End = 1UL << 47;

    /// <param name="images">Where the dump will be.</param>
    /// <param name="ids">The processes, in their own pid namespace.</param>
    public static void Write(string images, IEnumerable<int> ids)
    {
        var directory = System.IO.Directory.CreateDirectory(Path.Combine(images, Directory)).FullName;
        // A process that began after the earlier dump would be another of the same number.
        File.WriteAllBytes(Path.Combine(directory, "inventory.img"), Image(InventoryMagic, common: false, [new Inventory { Version = Version, MadeAt = 1UL << 62 }]));
        File.WriteAllBytes(Path.Combine(directory, $"pages-{PagesId}.img"), []);
        var pagemap = Image(PagemapMagic, common: true, [new PagemapHead { PagesId = PagesId }, .. Everything()]);
        foreach (var id in ids) File.WriteAllBytes(Path.Combine(directory, $"pagemap-{id}.img"), pagemap);
    }

    private static IEnumerable<PagemapEntry> Everything()
    {
        for (var at = First; at < End; at += (ulong)Most << 12)
            yield return new() { Address = at, Pages = (uint)Math.Min(Most, (End - at) >> 12), Flags = Filling.PageSplit.Present };
    }

    private static byte[] Image(uint magic, bool common, IEnumerable<IMessage> messages)
    {
        byte[] head = common ? [.. BitConverter.GetBytes(Common), .. BitConverter.GetBytes(magic)] : BitConverter.GetBytes(magic);
        return ImageFile.With(head, messages);
    }
}
