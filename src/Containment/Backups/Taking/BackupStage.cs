using Containment.Linux.Descriptors;

namespace Containment.Backups.Taking;

/// <summary>
/// A directory in which a container stands as it was at one moment, for as long as it takes to send it away: STATE/backups/NAME/. It has the same
/// path each time, so that restic finds what it knows. Gone when it is over; what a crash left is removed when the next begins.
/// </summary>
internal sealed class BackupStage : IDisposable
{
    /// <summary>The directory of all of them.</summary>
    public const string Home = "backups";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _home;
    private readonly FileLock _held;

    private BackupStage(string home, string name, FileLock held)
    {
        (_home, _held) = (home, held);
        Path = System.IO.Path.Combine(home, name);
    }

    public string Path { get; }

    public string Upper => System.IO.Path.Combine(Path, "upper");

    public string Memory => System.IO.Path.Combine(Path, "memory");

    public string Note => System.IO.Path.Combine(Path, BackupNote.FileName);

    /// <summary>Waits while another is at work under the same name.</summary>
    public static async Task<BackupStage> MakeAsync(ContainerHostOptions options, string name, CancellationToken cancellation)
    {
        var home = System.IO.Path.Combine(options.StateDirectory, Home);
        try
        {
            Directory.CreateDirectory(home, Private);
            Sweep(home);
            var held = await FileLock.TakeAsync(System.IO.Path.Combine(home, name + ".lock"), options.TimeProvider, cancellation).ConfigureAwait(false);
            var stage = new BackupStage(home, name, held);
            stage.Remove();
            Directory.CreateDirectory(stage.Path, Private);
            return stage;
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Empties the place of the container's own files.</summary>
    public void Begin(string like)
    {
        using var directory = At.OpenDirectory(Path);
        OwnTrees.Remove(directory, "upper");
        At.MakeDirectory(directory, "upper", 0x1C0);
        using var root = At.OpenDirectory(like);
        var status = FileStatus.Of(root);
        At.Chown(directory, "upper", status.Uid, status.Gid);
        At.Chmod(directory, "upper", status.Mode);
    }

    public void Dispose()
    {
        Remove();
        _held.Dispose();
    }

    private void Remove()
    {
        using var home = At.OpenDirectory(_home);
        OwnTrees.Remove(home, System.IO.Path.GetFileName(Path));
    }

    private static void Sweep(string home)
    {
        foreach (var rest in Directory.EnumerateDirectories(home))
        {
            using var free = FileLock.TryTake(rest + ".lock");
            if (free is null) continue;
            using var directory = At.OpenDirectory(home);
            OwnTrees.Remove(directory, System.IO.Path.GetFileName(rest));
        }
    }
}
