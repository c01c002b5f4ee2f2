using Containment.Linux.Descriptors;

namespace Containment.Images.Layers;

/// <summary>
/// Unpacked layers by digest: STATE/images/sha256/HEX is whole, because it is renamed into place when all of it is on disk.
/// HEX.partial is being made by whoever holds HEX.lock; without a holder it is the rest of a crash and is removed.
/// </summary>
internal sealed class LayerStore(ContainerHostOptions options)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int FewestAtOnce = 2, MostAtOnce = 8;
    private readonly TaskScheduler _filling = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Clamp(Environment.ProcessorCount, FewestAtOnce, MostAtOnce)).ConcurrentScheduler;

    /// <summary>Where they are.</summary>
    public string Home { get; } = Path.Combine(options.StateDirectory, "images", "sha256");

    public string PathOf(Digest digest) => Path.Combine(Home, digest.Hex);

    public bool Has(Digest digest) => Directory.Exists(PathOf(digest));

    /// <summary>The layer's directory, made by <paramref name="fill"/> unless it is there. Callers and processes share the work.</summary>
    public async Task<string> GetAsync(Digest digest, Action<Descriptor> fill, CancellationToken cancellation)
    {
        var path = PathOf(digest);
        if (Directory.Exists(path)) return path;
        try
        {
            MakeHome();
            SweepAbandoned();
            using var held = await FileLock.TakeAsync(path + ".lock", options.TimeProvider, cancellation).ConfigureAwait(false);
            if (!Directory.Exists(path)) await MakeAsync(digest, fill, cancellation).ConfigureAwait(false);
            return path;
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Those that are whole.</summary>
    public IReadOnlyList<Digest> List() => !Directory.Exists(Home) ? [] :
        [.. Directory.EnumerateDirectories(Home).Select(path => Path.GetFileName(path)!).Where(name => name.Length == 64).Select(name => new Digest(name))];

    /// <summary>Removes a layer that nobody uses. Renamed first: what is only half there has no name of a whole one.</summary>
    public async Task RemoveAsync(Digest digest, CancellationToken cancellation)
    {
        using var held = await FileLock.TakeAsync(PathOf(digest) + ".lock", options.TimeProvider, cancellation).ConfigureAwait(false);
        using var home = At.OpenDirectory(Home);
        OwnTrees.Remove(home, digest.Hex + ".partial");
        if (!Has(digest)) return;
        At.Rename(home, digest.Hex, home, digest.Hex + ".partial");
        OwnTrees.Remove(home, digest.Hex + ".partial");
    }

    private async Task MakeAsync(Digest digest, Action<Descriptor> fill, CancellationToken cancellation)
    {
        var partial = digest.Hex + ".partial";
        using var home = At.OpenDirectory(Home);
        OwnTrees.Remove(home, partial);
        try
        {
            At.MakeDirectory(home, partial, 0x1C0);
            using (var target = At.Open(home, partial, OpenFlags.Directory))
            {
                At.Chmod(target, ".", 0x1ED);
                await Task.Factory.StartNew(() => fill(target), cancellation, TaskCreationOptions.DenyChildAttach, _filling).ConfigureAwait(false);
                // The disk is waited for elsewhere, so that the processors have the next layer meanwhile.
                await Task.Run(() => KernelRefusal.Check(LibC.syncfs(target.Number), "syncfs", partial), cancellation).ConfigureAwait(false);
            }
            At.Rename(home, partial, home, digest.Hex);
            KernelRefusal.Check(LibC.fsync(home.Number), "fsync", Home);
        }
        catch
        {
            OwnTrees.Remove(home, partial);
            throw;
        }
    }

    private void MakeHome()
    {
        if (Directory.Exists(Home)) return;
        Directory.CreateDirectory(Home, Private);
        using var home = At.OpenDirectory(Home);
        DirectorySpread.Over(home);
    }

    private void SweepAbandoned()
    {
        foreach (var partial in Directory.EnumerateDirectories(Home, "*.partial"))
        {
            using var free = FileLock.TryTake(Path.ChangeExtension(partial, ".lock"));
            if (free is null) continue;
            using var home = At.OpenDirectory(Home);
            OwnTrees.Remove(home, Path.GetFileName(partial));
        }
    }
}
