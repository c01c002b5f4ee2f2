using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>
/// Builds an upper layer from entries that somebody else sent. They are taken as hostile: nothing outside the root is
/// touched, whatever they say, and what makes no sense is refused by name (Corrupt).
/// </summary>
internal sealed class UpperTreeWriter : IDisposable
{
    private const FileKind NoKind = 0;
    private readonly Descriptor _root;
    private readonly Dictionary<PathBytes, UpperEntry> _directories = [];

    /// <param name="upper">An existing directory.</param>
    public UpperTreeWriter(string upper) => _root = Guarded(() => At.OpenDirectory(upper), upper);

    /// <summary>Applies anything but a file. An existing directory stays and gets the new attributes; anything else is replaced.</summary>
    public void Apply(UpperEntry entry)
    {
        UpperEntryRules.Check(entry);
        if (entry.Kind == UpperKind.File) throw Bad(entry.Path, "is a file, which comes with content");
        Guarded(() => { Make(entry); return 0; }, entry.Path);
    }

    /// <summary>Begins a file. One that is there is written in place, so that its other names stay its names.</summary>
    public UpperFileWriter BeginFile(UpperEntry entry)
    {
        UpperEntryRules.Check(entry);
        if (entry.Kind != UpperKind.File) throw Bad(entry.Path, "is no file");
        return Guarded(() =>
        {
            var parent = Beneath.OpenDirectory(_root, entry.Path.Parent);
            try
            {
                var isFile = FileStatus.TryOf(parent, entry.Path.Name)?.Kind == FileKind.Regular;
                if (!isFile) Clear(parent, entry.Path);
                else Shed(parent, entry);
                var file = At.Open(parent, entry.Path.Name, OpenFlags.WriteOnly | (isFile ? OpenFlags.Truncate : OpenFlags.Create | OpenFlags.Exclusive), 0x180);
                return new UpperFileWriter(parent, file, entry, Metadata(entry));
            }
            catch
            {
                parent.Dispose();
                throw;
            }
        }, entry.Path);
    }

    /// <summary>Takes a file over from another tree of the same file system as one more name of it: its content takes no room. Neither may be written to from then on.</summary>
    /// <returns>False where the file system gives it no other name.</returns>
    public bool TryLink(UpperTree source, UpperEntry entry)
    {
        UpperEntryRules.Check(entry);
        return Guarded(() =>
        {
            using var parent = Beneath.OpenDirectory(_root, entry.Path.Parent);
            Clear(parent, entry.Path);
            try
            {
                source.Link(entry, parent, entry.Path.Name);
                return true;
            }
            catch (KernelRefusal refusal) when (refusal.Error == Errno.EXDEV || refusal.Error == Errno.EPERM || refusal.Error == Errno.EMLINK)
            {
                return false;
            }
        }, entry.Path);
    }

    /// <summary>Removes a name with all below it; nothing happens where there is none.</summary>
    public void Remove(PathBytes path)
    {
        UpperEntryRules.CheckPath(path);
        if (path.IsEmpty) throw Bad(path, "is the root, which can't be removed");
        Guarded(() =>
        {
            try
            {
                using var parent = Beneath.OpenDirectory(_root, path.Parent);
                return TreeRemoval.Remove(parent, path.Name);
            }
            catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT || refusal.Error == Errno.ENOTDIR)
            {
                return false;
            }
        }, path);
    }

    /// <summary>Gives directories their attributes, which is last because each name made in one changes its time; then makes all durable.</summary>
    /// <param name="durable">Whether to wait for the disk; the caller does so later otherwise.</param>
    public void Complete(bool durable = true) => Guarded(() =>
    {
        foreach (var entry in _directories.Values)
        {
            using var parent = Beneath.OpenDirectory(_root, entry.Path.Parent);
            var name = entry.Path.IsEmpty ? "." : entry.Path.Name;
            if (FileStatus.TryOf(parent, name)?.Kind == FileKind.Directory) Metadata(entry).ApplyTo(parent, name, FileKind.Directory);
        }
        _directories.Clear();
        return !durable ? 0 : KernelRefusal.Check(LibC.syncfs(_root.Number), "syncfs", "upper");
    }, "upper");

    public void Dispose() => _root.Dispose();

    internal static ContainmentException Bad(PathBytes path, string what) => new(FailureReason.Corrupt, path.ToString(), $"{path} {what}");

    private void Make(UpperEntry entry)
    {
        if (entry.Path.IsEmpty)
        {
            _directories[entry.Path] = entry;
            return;
        }
        using var parent = Beneath.OpenDirectory(_root, entry.Path.Parent);
        var name = entry.Path.Name;
        var there = FileStatus.TryOf(parent, name)?.Kind ?? NoKind;
        if (entry.Kind == UpperKind.Directory)
        {
            if (there != FileKind.Directory)
            {
                Clear(parent, entry.Path);
                At.MakeDirectory(parent, name, 0x1C0);
            }
            else Shed(parent, entry);
            MarkOpaque(parent, name, entry.Opaque);
            _directories[entry.Path] = entry;
            return;
        }
        Clear(parent, entry.Path);
        switch (entry.Kind)
        {
            case UpperKind.Whiteout: At.MakeNode(parent, name, FileKind.CharDevice, 0); return;
            case UpperKind.HardLink: LinkTo(entry, parent, name); return;
            case UpperKind.Symlink: At.MakeSymlink(parent, name, entry.LinkTarget); break;
            default: At.MakeNode(parent, name, KindOf(entry.Kind), 0x180, entry.Device); break;
        }
        Metadata(entry).ApplyTo(parent, name, KindOf(entry.Kind));
    }

    private void LinkTo(UpperEntry entry, Descriptor parent, PathBytes name)
    {
        using var from = Beneath.OpenDirectory(_root, entry.HardLinkOf.Parent);
        if (FileStatus.TryOf(from, entry.HardLinkOf.Name) is not { Kind: not FileKind.Directory, IsWhiteout: false }) throw Bad(entry.Path, $"is a link to {entry.HardLinkOf}, which is not there");
        At.Link(from, entry.HardLinkOf.Name, parent, name);
    }

    private static void MarkOpaque(Descriptor parent, PathBytes name, bool opaque)
    {
        if (opaque) ExtendedAttributes.Set(parent, name, ExtendedAttributes.OverlayOpaque, "y"u8);
        else if (ExtendedAttributes.Get(parent, name, ExtendedAttributes.OverlayOpaque) is not null) ExtendedAttributes.Remove(parent, name, ExtendedAttributes.OverlayOpaque);
    }

    // What stays in place must not keep attributes that it no longer has there. Labels are the machine's, and capabilities go with the new owner.
    private static void Shed(Descriptor parent, UpperEntry entry)
    {
        foreach (var (key, _) in ExtendedAttributes.Read(parent, entry.Path.Name))
            if (!UpperAttributes.IsOverlays(key) && !key.StartsWith("security.", StringComparison.Ordinal) && entry.Attributes.All(attribute => attribute.Key != key)) ExtendedAttributes.Remove(parent, entry.Path.Name, key);
    }

    // A directory goes only by Remove, so that an entry can't empty a tree in passing.
    private static void Clear(Descriptor parent, PathBytes path)
    {
        if (FileStatus.TryOf(parent, path.Name) is not { } there) return;
        if (there.Kind == FileKind.Directory) throw Bad(path, "is a directory already");
        At.Remove(parent, path.Name, isDirectory: false);
    }

    private static FileMetadata Metadata(UpperEntry entry) => new(entry.Mode, entry.Uid, entry.Gid, entry.Modified, entry.Attributes);

    private static FileKind KindOf(UpperKind kind) => kind switch
    {
        UpperKind.Fifo => FileKind.Fifo,
        UpperKind.Socket => FileKind.Socket,
        UpperKind.CharDevice => FileKind.CharDevice,
        UpperKind.BlockDevice => FileKind.BlockDevice,
        UpperKind.Symlink => FileKind.Symlink,
        _ => FileKind.Regular,
    };

    private static T Guarded<T>(Func<T> work, PathBytes subject)
    {
        try
        {
            return work();
        }
        catch (KernelRefusal refusal) when (refusal.Call is "openat2" or "linkat" && PathErrors.AreTheirs(refusal.Error))
        {
            throw new ContainmentException(FailureReason.Corrupt, subject.ToString(), $"{subject} does not fit what came before it ({refusal.Message})", null, refusal);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
