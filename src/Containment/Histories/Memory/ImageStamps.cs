using Containment.Checkpoints.Storing;
using Containment.Linux.Descriptors;

namespace Containment.Histories.Memory;

/// <summary>
/// How images were found when they were compared with their digests. As long as they are found so, nobody has written to them since: whoever writes to a file changes
/// its ctime, which no program can set. What a disk loses by itself does not show, so this holds for one run of the machine.
/// </summary>
/// <param name="Boot">The run.</param>
/// <param name="Images">Each image.</param>
internal sealed record ImageStamps(string Boot, IReadOnlyList<ImageStamp> Images)
{
    /// <summary>As they are found now; null where one is missing.</summary>
    public static ImageStamps? Of(string directory, IReadOnlyList<ManifestFile> images)
    {
        using var opened = At.OpenDirectory(directory);
        List<ImageStamp> stamps = [];
        foreach (var image in images)
        {
            if (FileStatus.TryOf(opened, image.Name) is not { Kind: FileKind.Regular } found) return null;
            stamps.Add(new(image.Name, found.Inode, (long)found.Size, (long)found.Modified, (long)found.Changed));
        }
        return new(Containment.Boot.Id, stamps);
    }

    public bool Same(ImageStamps? other) => other is not null && Boot == other.Boot && Images.SequenceEqual(other.Images);

    /// <summary>Whether they are the same but for their ctimes, which a further name of a file changes too.</summary>
    public bool SameButForNames(ImageStamps? other) => other is not null && Boot == other.Boot && Images.Select(Nameless).SequenceEqual(other.Images.Select(Nameless));

    private static ImageStamp Nameless(ImageStamp stamp) => stamp with { Changed = 0 };
}

/// <summary>One image.</summary>
/// <param name="Name">In its directory.</param>
/// <param name="Inode">Of the file.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Modified">Nanoseconds since 1970.</param>
/// <param name="Changed">Nanoseconds since 1970.</param>
internal sealed record ImageStamp(string Name, ulong Inode, long Size, long Modified, long Changed);
