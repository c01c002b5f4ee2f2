using Containment.Linux.Descriptors;

namespace Containment.Containers.Storing;

/// <summary>A lock file held by flock(2). A crash gives it back.</summary>
internal sealed class FileContainerLock : IContainerLock
{
    private const int Exclusive = 2, NonBlocking = 4;
    private readonly Descriptor _file;

    private FileContainerLock(ContainerId id, Descriptor file) => (Id, _file) = (id, file);

    public ContainerId Id { get; }

    public bool HasRemains { get; set; }

    /// <summary>Null while somebody else holds it.</summary>
    /// <exception cref="FileNotFoundException">There is no lock file, and it was not to be made, or no directory for it.</exception>
    public static FileContainerLock? TryTake(ContainerId id, string path, bool create)
    {
        while (true)
        {
            var file = new Descriptor(LibC.open(path, OpenFlags.ReadWrite | OpenFlags.CloseOnExec | (create ? OpenFlags.Create : 0), 0x180));
            if (file.IsInvalid)
                throw Errno.Last == Errno.ENOENT ? new FileNotFoundException(null, path) : new KernelException("open", path, Errno.Last);
            var error = LibC.flock(file.Number, Exclusive | NonBlocking) < 0 ? Errno.Last : default;
            // Whoever held it may have removed the file between our open and our lock: then what we hold is nothing.
            if (error.Number == 0 && IsLinked(file)) return new(id, file);
            file.Dispose();
            if (error == Errno.EAGAIN) return null;
            if (error.Number != 0 && error != Errno.EINTR) throw new KernelException("flock", path, error);
        }
    }

    /// <summary>Tries until it is free. flock(2) can't be cancelled, and waiting in it would hold a thread, so this looks again and again.</summary>
    public static async Task<FileContainerLock> TakeAsync(ContainerId id, string path, bool create, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        for (var delay = 1; ; delay = Math.Min(delay * 2, 32))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryTake(id, path, create) is { } taken) return taken;
            if (clock.GetElapsedTime(start) > timeout)
                throw new ContainmentException(FailureReason.TimedOut, id.Value, $"container {id} has been worked on by somebody else for {timeout.TotalSeconds:0} s");
            await Task.Delay(TimeSpan.FromMilliseconds(delay + Random.Shared.NextDouble()), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _file.Dispose();

    private static bool IsLinked(Descriptor file) => File.ResolveLinkTarget(file.ProcPath, false)?.FullName.EndsWith(" (deleted)", StringComparison.Ordinal) == false;
}
