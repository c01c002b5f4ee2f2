using Containment.Checkpoints.Criu.Messages;

namespace Containment.Checkpoints.Criu;

/// <summary>What CRIU is asked, in full. Pure.</summary>
internal static class CriuRequests
{
    /// <summary>Names of the mounts that are not in the images, by what stands there.</summary>
    public const string Devices = "dev", Cgroups = "cgroup", Mask = "mask", SharedMemory = "shm";

    public const string DumpLog = "dump.log", RestoreLog = "restore.log";

    /// <summary>The most that goes into images of an open file that has no name any more.</summary>
    public const uint LargestGhost = 256 << 20;

    private const uint NewNetwork = 0x40000000;
    private const int Warnings = 2;

    /// <summary>The container stands still in <paramref name="freezer"/> and goes on standing still.</summary>
    /// <param name="init">The first process.</param>
    /// <param name="images">Our descriptor of the images' directory.</param>
    /// <param name="scratch">Our descriptor of the log's directory.</param>
    /// <param name="freezer">The cgroup in which it stands still.</param>
    /// <param name="terminal">Whether the first process has one.</param>
    /// <param name="external">The mounts that are not saved.</param>
    /// <param name="watched">Where inotify watches.</param>
    /// <param name="known">Below the images: those upon which this dump builds; null: none.</param>
    public static Request Dump(int init, int images, int scratch, string freezer, bool terminal, IEnumerable<string> external, IEnumerable<string> watched, string? known = null)
    {
        var options = Common(images, scratch, DumpLog, terminal);
        options.Pid = init;
        options.LeaveRunning = true;
        // Each would be a way there and back inside the freeze, and we have nothing to do then.
        options.NotifyScripts = false;
        options.FreezeCgroup = freezer;
        options.External.AddRange(external);
        if (known is not null) (options.ParentImg, options.TrackMem) = (known, true);
        // Where inotify watches: else it would look in places where that is usual.
        options.IrmapScanPaths.AddRange(watched);
        return new() { Type = RequestType.Dump, Opts = options };
    }

    /// <param name="images">Our descriptor of the images' directory.</param>
    /// <param name="scratch">Our descriptor of the log's directory.</param>
    /// <param name="root">Where the root file system is mounted in CRIU's mount namespace.</param>
    /// <param name="mounts">What stands outside for each name: a path in CRIU's mount namespace.</param>
    /// <param name="streams">The keys of the streams with CRIU's descriptors for them.</param>
    /// <param name="terminal">Whether the first process has one.</param>
    /// <param name="closeConnections">Whether its TCP connections are closed.</param>
    public static Request Restore(int images, int scratch, string root, IEnumerable<(string Name, string Path)> mounts, IEnumerable<(string Key, int Descriptor)> streams, bool terminal, bool closeConnections = false)
    {
        var options = Common(images, scratch, RestoreLog, terminal);
        options.Root = root;
        options.RstSibling = true;
        if (closeConnections) options.TcpClose = true;
        options.EmptyNs = NewNetwork;
        options.External.AddRange(mounts.Select(mount => $"mnt[{mount.Name}]:{mount.Path}"));
        options.InheritFd.AddRange(streams.Select(stream => new InheritedDescriptor { Key = stream.Key, Fd = stream.Descriptor }));
        return new() { Type = RequestType.Restore, Opts = options };
    }

    private static Options Common(int images, int scratch, string log, bool terminal) => new()
    {
        ImagesDirFd = images,
        WorkDirFd = scratch,
        LogFile = log,
        LogLevel = Warnings,
        // The cgroups, the network and its lock are ours.
        ManageCgroups = true,
        ManageCgroupsMode = CgroupMode.Ignore,
        NetworkLock = NetworkLock.Skip,
        TcpEstablished = true,
        ExtUnixSk = true,
        FileLocks = true,
        LinkRemap = true,
        GhostLimit = LargestGhost,
        NotifyScripts = true,
        OrphanPtsMaster = terminal,
    };
}
