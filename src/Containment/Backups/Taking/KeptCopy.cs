using Containment.Containers.Life;
using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;
using Containment.Snapshots.Upper;

namespace Containment.Backups.Taking;

/// <summary>
/// The copy that the last backup of a container was sent from, so that the next one brings only what changed: <c>backup/{upper/, entries}</c> in the
/// container's directory, with which it goes. While a backup changes and sends it, it lies in the backup's own directory, which goes when that is killed: what lies here is whole.
/// </summary>
internal sealed class KeptCopy(ContainerRegistry registry, ContainerId id)
{
    private const string Upper = "upper", Entries = "entries", Unfinished = "entries.new";
    private readonly string _home = Path.Combine(registry.Paths(id).Directory, "backup");

    /// <summary>An ordinary user can't remove what belongs to his containers' ids by the way that the container's directory goes.</summary>
    public static bool IsPossible => Self.Standing != Standing.User;

    /// <summary>Moves it into a backup's directory, under the container's lock. One that is of no use is removed.</summary>
    /// <param name="stage">The backup's directory, in which there is no copy.</param>
    /// <param name="origin">What is to be copied now.</param>
    /// <returns>What is in it; null where there is none.</returns>
    public IReadOnlyList<UpperEntry>? Take(BackupStage stage, CopyOrigin origin)
    {
        if (!Directory.Exists(_home)) return null;
        using var home = At.OpenDirectory(_home);
        using var to = At.OpenDirectory(stage.Path);
        var entries = Read(origin);
        if (entries is null || !Directory.Exists(Path.Combine(_home, Upper)) || !TryMove(home, to)) entries = null;
        File.Delete(Path.Combine(_home, Entries));
        OwnTrees.Remove(home, Upper);
        return entries;
    }

    /// <summary>Moves what a backup was sent from here, under the container's lock; nothing happens where it would leave too little of the disk free.</summary>
    public void Put(BackupStage stage, CopyOrigin origin, IReadOnlyList<UpperEntry> entries)
    {
        var disk = new DriveInfo(stage.Path);
        if (!CopyRoom.IsLeft(disk.AvailableFreeSpace, disk.TotalSize)) return;
        Directory.CreateDirectory(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var home = At.OpenDirectory(_home);
        using var from = At.OpenDirectory(stage.Path);
        OwnTrees.Remove(home, Upper);
        using (var file = File.Create(Path.Combine(_home, Unfinished))) CopyEntries.Write(file, origin, entries);
        At.Rename(home, Unfinished, home, Entries);
        ChangeSteps.Of(registry.Host).Reached("described");
        TryMove(from, home);
    }

    private IReadOnlyList<UpperEntry>? Read(CopyOrigin origin)
    {
        var path = Path.Combine(_home, Entries);
        if (!File.Exists(path)) return null;
        using var file = File.OpenRead(path);
        return CopyEntries.Read(file, origin);
    }

    private static bool TryMove(Descriptor from, Descriptor to)
    {
        try
        {
            At.Rename(from, Upper, to, Upper);
            return true;
        }
        catch (KernelRefusal apart) when (apart.Error == Errno.EXDEV)
        {
            return false;
        }
    }
}
