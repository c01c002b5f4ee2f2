using Containment.Linux.Descriptors;

namespace Containment.Oci.States;

/// <summary>
/// A container that nobody else changes meanwhile: its directory is locked (flock(2)), which ends with this process at the latest.
/// </summary>
internal sealed class HeldContainer : IDisposable
{
    private const int Exclusive = 2, NonBlocking = 4;
    private readonly Descriptor _directory;

    private HeldContainer(string id, StatePaths paths, Descriptor directory) => (Id, Paths, _directory) = (id, paths, directory);

    public string Id { get; }
    public StatePaths Paths { get; }

    /// <summary>Waits for whoever holds it now. Null where there is no such container.</summary>
    public static HeldContainer? Take(string id, StatePaths paths)
    {
        while (TryOpen(paths.Directory) is { } directory)
        {
            Lock(directory, paths.Directory, wait: true);
            // Removed, and perhaps made anew, while we waited: what we have locked is nobody's.
            using var now = TryOpen(paths.Directory);
            if (now is not null && FileStatus.Of(now).Inode == FileStatus.Of(directory).Inode) return new(id, paths, directory);
            directory.Dispose();
        }
        return null;
    }

    /// <summary>Whether somebody holds it.</summary>
    public static bool IsHeld(string path)
    {
        using var directory = TryOpen(path);
        return directory is not null && !Lock(directory, path, wait: false);
    }

    /// <summary>The container as it is now; null where its creation was ended before anything was written.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Corrupt"/>.</exception>
    public ContainerView? Read() => StateFile.Read(Id, Paths.State) is { } record ? ContainerView.Of(Paths, record, held: true) : null;

    public void Write(ContainerRecord record) => StateFile.Write(Paths.State, record);

    /// <summary>Removes all that is kept of it.</summary>
    public void Remove() => Directory.Delete(Paths.Directory, recursive: true);

    public void Dispose() => _directory.Dispose();

    private static Descriptor? TryOpen(string path)
    {
        try
        {
            return At.OpenDirectory(path);
        }
        catch (KernelRefusal refusal)
        {
            return refusal.Error == Errno.ENOENT ? null : throw new KernelException(refusal);
        }
    }

    private static bool Lock(Descriptor directory, string path, bool wait)
    {
        while (LibC.flock(directory.Number, Exclusive | (wait ? 0 : NonBlocking)) < 0)
        {
            if (Errno.Last == Errno.EAGAIN) return false;
            if (Errno.Last != Errno.EINTR) throw new KernelException(new KernelRefusal("flock", path, Errno.Last));
        }
        return true;
    }
}
