using Containment.Checkpoints.Detached;
using Containment.Oci.CommandLine;
using Containment.Oci.Commands;

namespace Containment.Oci.Life;

/// <summary>The flags that checkpoint and restore share.</summary>
internal static class CriuFlags
{
    public static readonly Flag
        ImagePath = Flag.Text("image-path", "path of the criu image files"),
        WorkPath = Flag.Text("work-path", "path for saving work files and logs"),
        TcpEstablished = Flag.Switch("tcp-established", "allow open tcp connections"),
        TcpSkipInFlight = Flag.Switch("tcp-skip-in-flight", "leave tcp connections out that are not open yet"),
        ExtUnixSk = Flag.Switch("ext-unix-sk", "allow external unix sockets"),
        ShellJob = Flag.Switch("shell-job", "allow shell jobs"),
        FileLocks = Flag.Switch("file-locks", "handle file locks, for safety"),
        LinkRemap = Flag.Switch("link-remap", "remap files that have no name any more"),
        LazyPages = Flag.Switch("lazy-pages", "use userfaultfd to lazily restore memory pages"),
        ManageCgroupsMode = Flag.Text("manage-cgroups-mode", "accepted for the sake of callers ('soft', 'full', 'strict' or 'ignore'): the runtime makes the cgroups, as at create"),
        EmptyNs = Flag.List("empty-ns", "create a namespace, but don't restore its properties (network: always so)"),
        AutoDedup = Flag.Switch("auto-dedup", "enable auto deduplication of memory images");

    public static readonly IReadOnlyList<Flag> All =
        [ImagePath, WorkPath, TcpEstablished, TcpSkipInFlight, ExtUnixSk, ShellJob, FileLocks, LinkRemap, LazyPages, ManageCgroupsMode, EmptyNs, AutoDedup];

    /// <summary>The directories of the images and of the log.</summary>
    public static (string Images, string Work) Places(Invocation invocation)
    {
        var images = Path.GetFullPath(invocation.Text(ImagePath) ?? "checkpoint");
        return (images, invocation.Text(WorkPath) is { } work ? Path.GetFullPath(work) : images);
    }

    /// <exception cref="UsageException">A value that there is not.</exception>
    public static ConnectionOptions Connections(Invocation invocation)
    {
        if (invocation.Text(ManageCgroupsMode) is { } mode && mode is not ("soft" or "full" or "strict" or "ignore")) throw new UsageException($"Invalid manage-cgroups-mode value: {mode}");
        foreach (var name in invocation.Flags.All(EmptyNs))
            if (name != "network") throw new UsageException($"namespace {name} is not supported by --empty-ns");
        return new()
        {
            TcpEstablished = invocation.On(TcpEstablished), TcpSkipInFlight = invocation.On(TcpSkipInFlight), ExternalUnixSockets = invocation.On(ExtUnixSk),
            ShellJob = invocation.On(ShellJob), FileLocks = invocation.On(FileLocks), LinkRemap = invocation.On(LinkRemap),
        };
    }
}
