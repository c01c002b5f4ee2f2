using Containment.Linux.Descriptors;

namespace Containment.Images.Recipes;

/// <summary>
/// A build's own directory, STATE/builds/NAME, which is its as long as NAME.lock is held. A directory whose lock nobody holds is what a killed build left.
/// </summary>
internal sealed class BuildScratch : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileLock _held;

    private BuildScratch(string path, FileLock held) => (Path, _held) = (path, held);

    public string Path { get; }

    /// <summary>Removes what killed builds left, and makes a directory.</summary>
    public static BuildScratch Open(string state)
    {
        var home = System.IO.Path.Combine(state, "builds");
        Directory.CreateDirectory(home, Private);
        Sweep(home);
        var path = System.IO.Path.Combine(home, Guid.NewGuid().ToString("n"));
        var held = FileLock.TryTake(path + ".lock") ?? throw new InvalidOperationException($"{path} is somebody else's");
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

    /// <summary>Removes the directory. Nothing of the build may run any more.</summary>
    public void Dispose()
    {
        Remove(Path);
        _held.Dispose();
    }

    private static void Sweep(string home)
    {
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
                // Its programs are just being killed; the next build finds it again.
            }
        }
    }

    private static void Remove(string path)
    {
        using var home = At.OpenDirectory(System.IO.Path.GetDirectoryName(path)!);
        OwnTrees.Remove(home, System.IO.Path.GetFileName(path));
    }
}
