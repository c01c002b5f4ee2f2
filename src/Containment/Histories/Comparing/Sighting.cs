using Containment.Linux.Descriptors;
using Containment.Snapshots.Upper;

namespace Containment.Histories.Comparing;

/// <summary>A name as a stack of layers shows it.</summary>
/// <param name="Parts">The directories that hold it: one, or for a directory those whose parts of it are merged, top first.</param>
/// <param name="Name">The name.</param>
/// <param name="Status">Of the topmost.</param>
internal sealed record Sighting(IReadOnlyList<Descriptor> Parts, PathBytes Name, FileStatus Status)
{
    /// <summary>Null where the name is not seen.</summary>
    public static Sighting? Of(WalkLevel? level, PathBytes name) =>
        level?.Find(name) is { } found && FileStatus.TryOf(found.Parts[0], name) is { IsWhiteout: false } status ? new(found.Parts, name, status) : null;

    public bool IsDirectory => Status.Kind == FileKind.Directory;

    public WalkLevel? Enter(PathBytes name, PathBytes path) => IsDirectory ? WalkLevel.Enter(Parts, name, path, hides: false) : null;

    /// <summary>Whether both are directories made of the same parts.</summary>
    public static bool AreOneDirectory(Sighting? one, Sighting? other) =>
        one is { IsDirectory: true } && other is { IsDirectory: true } && one.Places().SequenceEqual(other.Places());

    private IEnumerable<((uint, uint) Device, ulong Inode)> Places() =>
        Parts.Select(part => FileStatus.TryOf(part, Name)).Where(status => status is not null).Select(status => (status!.Value.Device, status.Value.Inode));
}
