using Containment.Snapshots;

namespace Containment.Cli.Options;

/// <summary>A disk quota as it is typed.</summary>
internal static class DiskText
{
    /// <summary><c>2G</c>, or with <c>:project</c>, <c>:subvolume</c> or <c>:image</c>.</summary>
    public static DiskQuota Parse(string text) => text.Split(':') switch
    {
        [var size] => new(Size(size)),
        [var size, "project"] => new(Size(size)) { Kind = DiskQuotaKind.Project },
        [var size, "subvolume"] => new(Size(size)) { Kind = DiskQuotaKind.Subvolume },
        [var size, "image"] => new(Size(size)) { Kind = DiskQuotaKind.Image },
        _ => throw new InvalidSpecException("--disk", text, "a size, as in 2G, or a size and project, subvolume or image, as in 2G:image"),
    };

    public static long Size(string text) => ByteText.Parse("--disk", text);
}
