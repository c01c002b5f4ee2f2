using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Images.Layers;

/// <summary>
/// The owners of a layer's files where the one who unpacks it is an ordinary user. All are his while it is unpacked; at the end those that
/// belong to others are given to his ids for them, in a user namespace that has these. With one id alone everything stays his.
/// </summary>
internal sealed class LayerOwners(OwnIds own)
{
    // Well below the plan's limit of 8 MiB, with seven steps a file and the longest paths.
    private const int FilesAtOnce = 500;
    private const int NoFollow = 0x100, Beneath = 8, NoSymlinks = 4, NoMagicLinks = 2;
    private const string Capability = "security.capability";
    private static readonly Errno[] Gone = [Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP];
    private readonly Dictionary<PathBytes, (FileMetadata Metadata, FileKind Kind)> _later = [];

    /// <summary>Gives a file what its user can give it, and notes the rest.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>: it belongs to an id that he has none for.</exception>
    public void Apply(PathBytes path, FileMetadata metadata, Descriptor parent, PathBytes name, FileKind kind)
    {
        if (kind != FileKind.Symlink) At.Chmod(parent, name, metadata.Mode);
        foreach (var (key, value) in metadata.Attributes)
            if (key.StartsWith("user.", StringComparison.Ordinal) || key.StartsWith("system.", StringComparison.Ordinal)) ExtendedAttributes.Set(parent, name, key, value);
        At.Touch(parent, name, metadata.Modified);
        _later.Remove(path);
        if (own.Lone || metadata is { Uid: 0, Gid: 0 } && metadata.Attributes.All(attribute => attribute.Key != Capability)) return;
        if (!own.Has(metadata.Uid, metadata.Gid))
            throw new ContainmentException(FailureReason.Unsupported, $"{path}", $"\"{path}\" belongs to {metadata.Uid}:{metadata.Gid}, and \"{Environment.UserName}\" has fewer ids than that in /etc/subuid and /etc/subgid");
        _later[path] = (metadata, kind);
    }

    /// <summary>Gives all that was noted to its owners.</summary>
    public async Task CompleteAsync(Descriptor root, CancellationToken cancellationToken)
    {
        foreach (var some in _later.Chunk(FilesAtOnce))
            await OwnNamespace.RunAsync(own, root, [.. some.SelectMany(file => Steps(file.Key, file.Value.Metadata, file.Value.Kind))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Something else has taken the name.</summary>
    public void Forget(PathBytes path) => _later.Remove(path);

    // What a later member of the archive took away is not found; a link is never followed, or this could be led out of the layer.
    private static IEnumerable<PlanStep> Steps(PathBytes path, FileMetadata metadata, FileKind kind)
    {
        PlanSlot directory = new(0), file = new(1);
        var (subject, name) = ($"{path}", Text(path.IsEmpty ? "."u8 : path.Name.Span));
        List<PlanStep> steps = kind == FileKind.Symlink
            ? [new(SystemCall.Fchownat, directory, name, (long)metadata.Uid, (long)metadata.Gid, NoFollow) { Subject = subject, Tolerated = [Errno.ENOENT] }]
            : OfFile(directory, file, name, metadata, subject);
        steps.Add(new(SystemCall.Close, directory) { Subject = subject });
        var how = PlanData.OfLong((ulong)(OpenFlags.Path | OpenFlags.CloseOnExec), 0, Beneath | NoSymlinks | NoMagicLinks);
        return steps.Prepend(new(SystemCall.Openat2, OwnNamespace.Directory, Text(path.Parent.IsEmpty ? "."u8 : path.Parent.Span), how, 24)
        {
            Subject = subject, Result = directory, Tolerated = Gone, SkipRefused = (byte)steps.Count,
        });
    }

    private static List<PlanStep> OfFile(PlanSlot directory, PlanSlot file, PlanData name, FileMetadata metadata, string subject)
    {
        List<PlanStep> steps =
        [
            new(SystemCall.Fchown, file, (long)metadata.Uid, (long)metadata.Gid) { Subject = subject },
            // A new owner drops setuid and capabilities.
            new(SystemCall.Fchmod, file, (long)metadata.Mode) { Subject = subject },
        ];
        if (metadata.Attributes.FirstOrDefault(attribute => attribute.Key == Capability).Value is { } capability)
            steps.Add(new(SystemCall.Fsetxattr, file, Capability, new PlanData(capability), capability.Length, 0) { Subject = $"{Capability} of {subject}" });
        steps.Add(new(SystemCall.Close, file) { Subject = subject });
        steps.Insert(0, new(SystemCall.Openat, directory, name, OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0)
        {
            Subject = subject, Result = file, Tolerated = [.. Gone, new(6)], SkipRefused = (byte)steps.Count,
        });
        return steps;
    }

    private static PlanData Text(ReadOnlySpan<byte> bytes) => new([.. bytes, 0]);
}
