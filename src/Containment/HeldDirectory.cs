using Containment.Linux.Descriptors;

namespace Containment;

/// <summary>
/// A directory for one piece of work: HOME/NAME, its maker's as long as HOME/NAME.lock is held, and gone at the end. A directory whose lock nobody
/// holds is what killed work left; it goes when the next begins.
/// </summary>
internal sealed class HeldDirectory : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileLock _held;

    private HeldDirectory(string path, FileLock held) => (Path, _held) = (path, held);

    public string Path { get; }

    /// <summary>One with a name that nobody else has.</summary>
    /// <exception cref="KernelException">The disk is full, or it can't be made.</exception>
    public static HeldDirectory Make(string home) => Guarded(() =>
    {
        Sweep(home);
        var path = System.IO.Path.Combine(home, Guid.NewGuid().ToString("N"));
        return Begin(path, FileLock.TryTake(path + ".lock") ?? throw new InvalidOperationException($"{path} is somebody else's"));
    });

    /// <summary>One with a name of the caller's; waits while another is at work under it.</summary>
    /// <exception cref="KernelException">The disk is full, or it can't be made.</exception>
    public static async Task<HeldDirectory> MakeAsync(string home, string name, TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            Sweep(home);
            var path = System.IO.Path.Combine(home, name);
            var held = await FileLock.TakeAsync(path + ".lock", clock, cancellation).ConfigureAwait(false);
            Remove(path);
            return Begin(path, held);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Removes the directory. Nothing may use it any more.</summary>
    public void Dispose()
    {
        Remove(Path);
        _held.Dispose();
    }

    private static HeldDirectory Begin(string path, FileLock held)
    {
        try
        {
            Directory.CreateDirectory(path, Private);
            return new(path, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static void Sweep(string home)
    {
        Directory.CreateDirectory(home, Private);
        foreach (var left in Directory.EnumerateDirectories(home))
        {
            using var free = FileLock.TryTake(left + ".lock");
            if (free is null) continue;
            try
            {
                Remove(left);
            }
            catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOTEMPTY || refusal.Error == Errno.EBUSY)
            {
                // Its programs are just being killed; the next one finds it again.
            }
        }
    }

    private static void Remove(string path)
    {
        using var home = At.OpenDirectory(System.IO.Path.GetDirectoryName(path)!);
        OwnTrees.Remove(home, System.IO.Path.GetFileName(path));
    }

    private static HeldDirectory Guarded(Func<HeldDirectory> make)
    {
        try
        {
            return make();
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
