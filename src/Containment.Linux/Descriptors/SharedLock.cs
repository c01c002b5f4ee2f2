namespace Containment.Linux.Descriptors;

/// <summary>
/// A lock that many hold together or one holds alone (flock(2)), between processes and between tasks of one alike. Its file stays; a crash lets
/// go by itself.
/// </summary>
internal sealed class SharedLock : IDisposable
{
    private const int Together = 1, Alone = 2, NonBlocking = 4;
    private readonly Descriptor _file;

    private SharedLock(Descriptor file) => _file = file;

    /// <summary>Waits, looking again every few milliseconds, because flock(2) can't be cancelled.</summary>
    public static async Task<SharedLock> TakeAsync(string path, bool alone, TimeProvider clock, CancellationToken cancellation)
    {
        for (var delay = 2; ; delay = Math.Min(delay * 2, 50))
        {
            if (TryTake(path, alone) is { } taken) return taken;
            await Task.Delay(TimeSpan.FromMilliseconds(delay), clock, cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose() => _file.Dispose();

    private static SharedLock? TryTake(string path, bool alone)
    {
        var file = new Descriptor((int)KernelRefusal.Check(LibC.open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.CloseOnExec | OpenFlags.NoFollow, 0x180), "open", path));
        if (LibC.flock(file.Number, (alone ? Alone : Together) | NonBlocking) == 0) return new(file);
        var error = Errno.Last;
        file.Dispose();
        return error == Errno.EAGAIN || error == Errno.EINTR ? null : throw new KernelRefusal("flock", path, error);
    }
}
