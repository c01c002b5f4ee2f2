namespace Containment.Linux.Descriptors;

/// <summary>
/// A lock on a directory that many hold together or one holds alone (flock(2)), between processes and between tasks of one alike. It makes no file,
/// and a crash lets go by itself.
/// </summary>
internal sealed class SharedLock : IDisposable
{
    private const int Together = 1, Alone = 2, NonBlocking = 4;
    private readonly Descriptor _directory;

    private SharedLock(Descriptor directory) => _directory = directory;

    /// <summary>Waits, looking again every few milliseconds, because flock(2) can't be cancelled.</summary>
    public static async Task<SharedLock> TakeAsync(string directory, bool alone, TimeProvider clock, CancellationToken cancellation)
    {
        for (var delay = 2; ; delay = Math.Min(delay * 2, 50))
        {
            if (TryTake(directory, alone) is { } taken) return taken;
            await Task.Delay(TimeSpan.FromMilliseconds(delay), clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Null while somebody else holds it.</summary>
    public static SharedLock? TryTake(string path, bool alone)
    {
        var directory = At.OpenDirectory(path);
        if (LibC.flock(directory.Number, (alone ? Alone : Together) | NonBlocking) == 0) return new(directory);
        var error = Errno.Last;
        directory.Dispose();
        return error == Errno.EAGAIN || error == Errno.EINTR ? null : throw new KernelRefusal("flock", path, error);
    }

    public void Dispose() => _directory.Dispose();
}
