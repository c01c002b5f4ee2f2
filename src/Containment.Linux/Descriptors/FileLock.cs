namespace Containment.Linux.Descriptors;

/// <summary>
/// An exclusive lock that one descriptor holds (flock(2)): between processes and between tasks of one alike. Disposing
/// removes the lock's file and lets go of it; a crash lets go by itself.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private const int Exclusive = 2, NonBlocking = 4;
    private readonly string _path;
    private readonly Descriptor _file;

    private FileLock(string path, Descriptor file) => (_path, _file) = (path, file);

    /// <summary>Null while somebody else holds it.</summary>
    public static FileLock? TryTake(string path)
    {
        while (true)
        {
            var file = new Descriptor((int)KernelRefusal.Check(LibC.open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.CloseOnExec | OpenFlags.NoFollow, 0x180), "open", path));
            if (LibC.flock(file.Number, Exclusive | NonBlocking) < 0)
            {
                var error = Errno.Last;
                file.Dispose();
                return error == Errno.EAGAIN ? null : error == Errno.EINTR ? TryTake(path) : throw new KernelRefusal("flock", path, error);
            }
            if (IsStill(path, file)) return new(path, file);
            // The one who held it removed the file between our open and our lock: what we locked is nobody's.
            file.Dispose();
        }
    }

    /// <summary>Waits, looking again every few milliseconds, because flock(2) can't be cancelled.</summary>
    public static async Task<FileLock> TakeAsync(string path, TimeProvider clock, CancellationToken cancellation)
    {
        for (var delay = 2; ; delay = Math.Min(delay * 2, 50))
        {
            if (TryTake(path) is { } taken) return taken;
            await Task.Delay(TimeSpan.FromMilliseconds(delay), clock, cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        if (_file.IsClosed) return;
        File.Delete(_path);
        _file.Dispose();
    }

    private static bool IsStill(string path, Descriptor file)
    {
        using var here = LibC.open(path, OpenFlags.Path | OpenFlags.NoFollow | OpenFlags.CloseOnExec, 0) is var fd and >= 0 ? new Descriptor(fd) : null;
        return here is not null && FileStatus.Of(here) is var now && FileStatus.Of(file) is var held && now.Inode == held.Inode && now.Device == held.Device;
    }
}
