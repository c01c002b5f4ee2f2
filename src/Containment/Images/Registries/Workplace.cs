using Containment.Images.Storing;
using Containment.Linux.Descriptors;

namespace Containment.Images.Registries;

/// <summary>A directory for one pull or push, gone when it is over; what a crash left of others is removed when the next begins.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly string _home, _name;
    private readonly FileLock _held;

    private Workplace(string home, string name, FileLock held) => (_home, _name, _held) = (home, name, held);

    public string Path => System.IO.Path.Combine(_home, _name);

    /// <exception cref="KernelException">The disk is full, or the directory can't be made.</exception>
    public static Workplace Make(ImageCatalog catalog)
    {
        try
        {
            var home = catalog.Workshop;
            Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Sweep(home);
            var name = Guid.NewGuid().ToString("N");
            var held = FileLock.TryTake(System.IO.Path.Combine(home, name + ".lock")) ?? throw new InvalidOperationException("a name that nobody else has is locked");
            Directory.CreateDirectory(System.IO.Path.Combine(home, name));
            return new(home, name, held);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        _held.Dispose();
    }

    private static void Sweep(string home)
    {
        foreach (var rest in Directory.EnumerateDirectories(home))
        {
            using var free = FileLock.TryTake(rest + ".lock");
            if (free is not null) Directory.Delete(rest, recursive: true);
        }
    }
}
