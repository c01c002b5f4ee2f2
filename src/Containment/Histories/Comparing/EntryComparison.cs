using Containment.Linux.Descriptors;
using Containment.Snapshots.Upper;
using Microsoft.Win32.SafeHandles;

namespace Containment.Histories.Comparing;

/// <summary>Whether a name is the same in two states: kind, owner, mode, attributes and content; not the times, which every copy and build changes.</summary>
internal sealed class EntryComparison
{
    private const int Piece = 64 << 10;
    private readonly byte[] _one = new byte[Piece], _other = new byte[Piece];

    /// <summary>Null where it is the same, or in neither.</summary>
    public SnapshotDifferenceKind? Of(Sighting? from, Sighting? to) => (from, to) switch
    {
        (null, null) => null,
        (null, _) => SnapshotDifferenceKind.Added,
        (_, null) => SnapshotDifferenceKind.Removed,
        _ => AreSame(from, to) ? null : SnapshotDifferenceKind.Changed,
    };

    private bool AreSame(Sighting from, Sighting to)
    {
        var (one, other) = (from.Status, to.Status);
        if ((one.Device, one.Inode) == (other.Device, other.Inode)) return true;
        if ((one.Kind, one.Mode, one.Uid, one.Gid, one.Represents) != (other.Kind, other.Mode, other.Uid, other.Gid, other.Represents)) return false;
        if (one.Kind == FileKind.Symlink) return At.ReadLink(from.Parts[0], from.Name) == At.ReadLink(to.Parts[0], to.Name);
        return HaveSameAttributes(from, to) && (one.Kind != FileKind.Regular || one.Size == other.Size && HaveSameContent(from, to));
    }

    private static bool HaveSameAttributes(Sighting from, Sighting to)
    {
        var (one, other) = (Attributes(from), Attributes(to));
        return one.Count == other.Count && one.Zip(other).All(pair => pair.First.Key == pair.Second.Key && pair.First.Value.AsSpan().SequenceEqual(pair.Second.Value));
    }

    private static List<KeyValuePair<string, byte[]>> Attributes(Sighting sighting) =>
        [.. ExtendedAttributes.Read(sighting.Parts[0], sighting.Name).Where(attribute => !UpperAttributes.IsOverlays(attribute.Key))];

    private bool HaveSameContent(Sighting from, Sighting to)
    {
        using var one = At.Open(from.Parts[0], from.Name, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        using var other = At.Open(to.Parts[0], to.Name, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        using var first = new SafeFileHandle(one.Number, ownsHandle: false);
        using var second = new SafeFileHandle(other.Number, ownsHandle: false);
        for (long at = 0; ;)
        {
            var (read, beside) = (Fill(first, _one, at), Fill(second, _other, at));
            if (read != beside || !_one.AsSpan(0, read).SequenceEqual(_other.AsSpan(0, read))) return false;
            if (read < Piece) return true;
            at += read;
        }
    }

    private static int Fill(SafeFileHandle file, byte[] buffer, long offset)
    {
        var length = 0;
        while (length < buffer.Length && RandomAccess.Read(file, buffer.AsSpan(length), offset + length) is var read and > 0) length += read;
        return length;
    }
}
