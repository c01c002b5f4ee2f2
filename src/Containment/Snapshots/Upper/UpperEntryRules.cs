using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>What must hold for an entry before anything is done with it.</summary>
internal static class UpperEntryRules
{
    /// <summary>How many directories below each other are carried over: a walk holds each of them open.</summary>
    public const int Deepest = 512;

    private const int LongestPath = 65536, LargestAttribute = 65536;

    /// <exception cref="ContainmentException">The entry can't be right (Corrupt).</exception>
    public static void Check(UpperEntry entry)
    {
        CheckPath(entry.Path);
        if (!Enum.IsDefined(entry.Kind)) throw UpperTreeWriter.Bad(entry.Path, $"is of the unknown kind {(int)entry.Kind}");
        if (entry.Path.IsEmpty && entry.Kind != UpperKind.Directory) throw UpperTreeWriter.Bad(entry.Path, "(the root) is no directory");
        if (entry.Mode > 0xFFF) throw UpperTreeWriter.Bad(entry.Path, $"has mode {entry.Mode:x}");
        // chown(2) takes this number for "unchanged".
        if (entry.Uid == uint.MaxValue || entry.Gid == uint.MaxValue) throw UpperTreeWriter.Bad(entry.Path, "has an owner that is nobody");
        if (entry.Size < 0) throw UpperTreeWriter.Bad(entry.Path, $"has size {entry.Size}");
        if (entry.Kind == UpperKind.HardLink) CheckPath(entry.HardLinkOf);
        if (entry.Kind == UpperKind.HardLink && entry.HardLinkOf.IsEmpty) throw UpperTreeWriter.Bad(entry.Path, "is a link to the root");
        if (entry.Kind == UpperKind.Symlink && (entry.LinkTarget.IsEmpty || entry.LinkTarget.Span.Length > 4095 || entry.LinkTarget.Span.Contains((byte)0)))
            throw UpperTreeWriter.Bad(entry.Path, "is a symbolic link without a possible target");
        if (entry.Kind == UpperKind.CharDevice && entry.Device == (0, 0)) throw UpperTreeWriter.Bad(entry.Path, "is a whiteout that claims to be a device");
        if (entry.Opaque && entry.Kind != UpperKind.Directory) throw UpperTreeWriter.Bad(entry.Path, "is opaque but no directory");
        foreach (var (key, value) in entry.Attributes)
            if (key.Length is 0 or > 255 || key.Contains('\0', StringComparison.Ordinal) || UpperAttributes.IsOverlays(key) || value.Length > LargestAttribute)
                throw UpperTreeWriter.Bad(entry.Path, $"has the extended attribute \"{key}\", which may not come from outside");
    }

    public static int DepthOf(PathBytes path) => path.Span.Count((byte)'/');

    public static void CheckPath(PathBytes path)
    {
        if (path.Span.Length > LongestPath || PathBytes.Relative(path.Span) is not { } clean || clean != path)
            throw UpperTreeWriter.Bad(path, "is no path below a root in its plain form");
        if (DepthOf(path) > Deepest) throw UpperTreeWriter.Bad(path, $"is deeper than {Deepest} directories");
    }
}
