using Containment.Images.Tar;
using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;

namespace Containment.Images.Layers;

/// <summary>
/// Puts an archive's members below a directory, in the overlay's form: whiteouts become devices 0:0, opaque directories an
/// attribute. Each parent is opened beneath the root without following any link, so nothing outside can be reached.
/// </summary>
/// <param name="root">The directory.</param>
/// <param name="onData">Is told of the size of each file before it is written.</param>
/// <param name="owners">Notes what an ordinary user can't do with his own id alone; null for root.</param>
internal sealed class LayerWriter(Descriptor root, Action<long> onData, LayerOwners? owners = null) : IDisposable
{
    private const uint Private = 0x1C0;
    private readonly Dictionary<PathBytes, FileMetadata> _directories = [];
    private readonly byte[] _buffer = new byte[128 << 10];
    private (PathBytes Path, Descriptor Directory)? _last;

    public void Add(TarEntry entry, TarReader content)
    {
        var path = EntryRules.PathOf(entry);
        if (path.IsEmpty)
        {
            AddRoot(entry);
            return;
        }
        var parent = Parent(path.Parent, entry);
        switch (Whiteout.Of(path))
        {
            case { Kind: WhiteoutKind.Opaque }: ExtendedAttributes.Set(parent, "", ExtendedAttributes.OverlayOpaque, "y"u8); return;
            case { Kind: WhiteoutKind.Name, Hidden: var hidden }: Hide(parent, hidden); return;
            case { Kind: WhiteoutKind.Bookkeeping }: return;
        }
        EntryRules.Check(entry);
        var metadata = new FileMetadata(entry.Mode, entry.Uid, entry.Gid, entry.Modified, EntryRules.AttributesOf(entry));
        var name = path.Name;
        switch (entry.Kind)
        {
            case TarKind.Directory:
                MakeDirectory(parent, name);
                _directories[path] = metadata;
                return;
            case TarKind.HardLink:
                Link(entry, path, parent);
                return;
            case TarKind.File:
                Replace(parent, name);
                WriteFile(entry, content, parent, name);
                break;
            case TarKind.Symlink:
                Replace(parent, name);
                At.MakeSymlink(parent, name, entry.LinkName);
                break;
            default:
                Replace(parent, name);
                // Nobody but root of the machine may make devices; a container has those of its /dev.
                if (KindOf(entry.Kind) == FileKind.CharDevice && Self.Standing != Standing.Root) return;
                At.MakeNode(parent, name, KindOf(entry.Kind), 0x180, entry.Device);
                break;
        }
        Apply(path, metadata, parent, name, KindOf(entry.Kind));
    }

    /// <summary>Gives directories their attributes: last, because each name made in one changes its time.</summary>
    public void Complete()
    {
        foreach (var (path, metadata) in _directories)
        {
            try
            {
                using var parent = Beneath.OpenDirectory(root, path.Parent);
                var name = path.IsEmpty ? "." : path.Name;
                if (FileStatus.TryOf(parent, name)?.Kind == FileKind.Directory) Apply(path, metadata, parent, name, FileKind.Directory);
            }
            catch (KernelRefusal refusal) when (refusal.Call == "openat2" && PathErrors.AreTheirs(refusal.Error))
            {
                // A later member took the directory's place.
            }
        }
    }

    public void Dispose() => _last?.Directory.Dispose();

    private void Apply(PathBytes path, FileMetadata metadata, Descriptor parent, PathBytes name, FileKind kind)
    {
        if (owners is null) metadata.ApplyTo(parent, name, kind);
        else owners.Apply(path, metadata, parent, name, kind);
    }

    private void AddRoot(TarEntry entry)
    {
        if (entry.Kind != TarKind.Directory) throw new Refusal(entry.Name, "would make the root something else than a directory");
        if ((entry.Mode & 0x140) != 0x140) throw new Refusal(entry.Name, $"would give the root the mode {Convert.ToString(entry.Mode, 8)}, which shuts its owner out");
        _directories[default] = new((ushort)(entry.Mode & 0x3FF), entry.Uid, entry.Gid, entry.Modified, EntryRules.AttributesOf(entry));
    }

    private Descriptor Parent(PathBytes path, TarEntry entry)
    {
        if (_last is { } last && last.Path == path) return last.Directory;
        Forget();
        Descriptor directory;
        try
        {
            directory = Beneath.OpenDirectory(root, path);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT)
        {
            // Archives need not name every directory on the way.
            var above = Parent(path.Parent, entry);
            At.MakeDirectory(above, path.Name, Private);
            _directories[path] = new(0x1ED, 0, 0, entry.Modified, []);
            directory = At.Open(above, path.Name, OpenFlags.Path | OpenFlags.Directory);
            Forget();
        }
        catch (KernelRefusal refusal) when (PathErrors.AreTheirs(refusal.Error))
        {
            throw new Refusal(entry.Name, $"is below \"{path}\", which leads over a symbolic link or something else that is no directory ({refusal.Error})");
        }
        _last = (path, directory);
        return directory;
    }

    private void MakeDirectory(Descriptor parent, PathBytes name)
    {
        var there = FileStatus.TryOf(parent, name);
        if (there is { Kind: FileKind.Directory }) return;
        if (there is not null) At.Remove(parent, name, isDirectory: false);
        At.MakeDirectory(parent, name, Private);
        if (there is { IsWhiteout: true }) ExtendedAttributes.Set(parent, name, ExtendedAttributes.OverlayOpaque, "y"u8);
    }

    // What this layer itself has under the name stays; of a directory only what lower layers have in it goes.
    private static void Hide(Descriptor parent, PathBytes name)
    {
        var there = FileStatus.TryOf(parent, name);
        if (there is null) At.MakeNode(parent, name, FileKind.CharDevice, 0);
        else if (there is { Kind: FileKind.Directory }) ExtendedAttributes.Set(parent, name, ExtendedAttributes.OverlayOpaque, "y"u8);
    }

    private void Link(TarEntry entry, PathBytes path, Descriptor parent)
    {
        var target = EntryRules.LinkOf(entry);
        if (target == path) throw new Refusal(entry.Name, "is a hard link to itself");
        try
        {
            using var from = Beneath.OpenDirectory(root, target.Parent);
            if (FileStatus.TryOf(from, target.Name) is not { Kind: not FileKind.Directory, IsWhiteout: false })
                throw new Refusal(entry.Name, $"is a hard link to \"{target}\", which is no file of this layer");
            Replace(parent, path.Name);
            owners?.Forget(path);
            At.Link(from, target.Name, parent, path.Name);
        }
        catch (KernelRefusal refusal) when (refusal.Call == "openat2" && PathErrors.AreTheirs(refusal.Error))
        {
            throw new Refusal(entry.Name, $"is a hard link to \"{target}\", which leads over a symbolic link or nowhere ({refusal.Error})");
        }
        catch (KernelRefusal refusal) when (refusal is { Call: "linkat", Error.Number: 31 })
        {
            throw new Refusal(entry.Name, $"is one hard link to \"{target}\" more than the file system can hold");
        }
    }

    private void Replace(Descriptor parent, PathBytes name)
    {
        if (TreeRemoval.Remove(parent, name)) Forget(parent);
    }

    private void WriteFile(TarEntry entry, TarReader content, Descriptor parent, PathBytes name)
    {
        using var file = At.Open(parent, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, 0x180);
        onData(entry.Size);
        foreach (var range in entry.Data)
        {
            for (long done = 0; done < range.Length;)
            {
                var read = content.Read(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, range.Length - done)));
                FileWriting.Write(file, range.Offset + done, _buffer.AsSpan(0, read), name);
                done += read;
            }
        }
        if (entry.Size > (entry.Data is [.., var end] ? end.Offset + end.Length : 0)) FileWriting.SetLength(file, entry.Size, name);
    }

    // The remembered directory may be one that was just removed; the one that is being written to can't be.
    private void Forget(Descriptor? inUse = null)
    {
        if (_last is not { } last || last.Directory == inUse) return;
        last.Directory.Dispose();
        _last = null;
    }

    private static FileKind KindOf(TarKind kind) => kind switch
    {
        TarKind.CharDevice => FileKind.CharDevice,
        TarKind.BlockDevice => FileKind.BlockDevice,
        TarKind.Fifo => FileKind.Fifo,
        TarKind.Symlink => FileKind.Symlink,
        _ => FileKind.Regular,
    };
}
