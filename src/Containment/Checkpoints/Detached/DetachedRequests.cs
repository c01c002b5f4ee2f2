using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;

namespace Containment.Checkpoints.Detached;

/// <summary>What CRIU is asked for containers without a keeper, in full. Pure.</summary>
internal static class DetachedRequests
{
    private const uint NewNetwork = 0x40000000, LargestGhost = 256 << 20;
    private const int Warnings = 2;

    /// <param name="init">The first process.</param>
    /// <param name="images">Our descriptor of the images' directory.</param>
    /// <param name="work">Our descriptor of the log's directory.</param>
    /// <param name="freezer">The directory of the cgroup by which it stands still; null: CRIU stops each process.</param>
    /// <param name="terminal">Whether the first process has one.</param>
    /// <param name="external">Mounts that are not saved.</param>
    /// <param name="watched">Where files are that its processes watch.</param>
    /// <param name="options">What was asked for.</param>
    public static Request Save(int init, int images, int work, string? freezer, bool terminal, IEnumerable<string> external, IEnumerable<string> watched, SaveOptions options)
    {
        var asked = Common(images, work, CriuRequests.DumpLog, terminal, options.Connections);
        asked.Pid = init;
        asked.LeaveRunning = options.LeaveRunning || options.PreDump;
        asked.AutoDedup = options.AutoDedup;
        asked.LazyPages = options.LazyPages;
        if (freezer is not null) asked.FreezeCgroup = freezer;
        if (options.ParentPath is { } parent) asked.ParentImg = parent;
        if (options.PreDump || options.ParentPath is not null) asked.TrackMem = true;
        if (options.PageServer is var (address, port)) asked.Ps = new() { Address = address, Port = port };
        if (options.StatusDescriptor is { } status) asked.StatusFd = status;
        asked.External.AddRange(external);
        asked.IrmapScanPaths.AddRange(watched);
        return new() { Type = options.PreDump ? RequestType.PreDump : RequestType.Dump, Opts = asked };
    }

    /// <param name="images">Our descriptor of the images' directory.</param>
    /// <param name="work">Our descriptor of the log's directory.</param>
    /// <param name="root">Where the root file system is mounted in CRIU's mount namespace.</param>
    /// <param name="mounts">What stands outside for each name: a path in CRIU's mount namespace.</param>
    /// <param name="streams">The keys of the streams with CRIU's descriptors for them.</param>
    /// <param name="terminal">Whether the first process has one.</param>
    /// <param name="ownNetwork">Whether it gets a new network namespace; else it gets the one that CRIU is in.</param>
    /// <param name="options">What was asked for.</param>
    public static Request BringBack(int images, int work, string root, IEnumerable<(string Name, string Path)> mounts, IEnumerable<(string Key, int Descriptor)> streams, bool terminal, bool ownNetwork, BringBackOptions options)
    {
        var asked = Common(images, work, CriuRequests.RestoreLog, terminal, options.Connections);
        asked.Root = root;
        asked.RstSibling = true;
        asked.AutoDedup = options.AutoDedup;
        asked.LazyPages = options.LazyPages;
        if (ownNetwork) asked.EmptyNs = NewNetwork;
        if (options.LsmProfile is { } profile) asked.LsmProfile = profile;
        if (options.LsmMountContext is { } context) asked.LsmMountContext = context;
        asked.External.AddRange(mounts.Select(mount => $"mnt[{mount.Name}]:{mount.Path}"));
        asked.InheritFd.AddRange(streams.Select(stream => new InheritedDescriptor { Key = stream.Key, Fd = stream.Descriptor }));
        return new() { Type = RequestType.Restore, Opts = asked };
    }

    private static Options Common(int images, int work, string log, bool terminal, ConnectionOptions connections) => new()
    {
        ImagesDirFd = images,
        WorkDirFd = work,
        LogFile = log,
        LogLevel = Warnings,
        // The cgroups are the runtime's.
        ManageCgroups = true,
        ManageCgroupsMode = CgroupMode.Ignore,
        // Without it, a packet for a connection that is gone for the moment is answered by a reset.
        NetworkLock = connections.TcpEstablished ? NetworkLock.Nftables : NetworkLock.Skip,
        TcpEstablished = connections.TcpEstablished,
        TcpSkipInFlight = connections.TcpSkipInFlight,
        ExtUnixSk = connections.ExternalUnixSockets,
        ShellJob = connections.ShellJob,
        FileLocks = connections.FileLocks,
        LinkRemap = connections.LinkRemap,
        GhostLimit = LargestGhost,
        NotifyScripts = true,
        OrphanPtsMaster = terminal,
    };
}
