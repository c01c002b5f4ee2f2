using Containment.Containers.Life;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;
using Containment.Resources;

namespace Containment.Checkpoints.Hindering;

/// <summary>Reads what is judged of a container, from /proc, while it runs. What ends meanwhile is left out.</summary>
internal static class ContainerReading
{
    /// <returns>Null where it does not run.</returns>
    public static async Task<ContainerFacts?> ReadAsync(ContainerRegistry registry, ContainerId id, CancellationToken cancellation) =>
        await registry.Sessions.FindAsync(id, cancellation).ConfigureAwait(false) is { InitPid: > 0 and var init, Exited.IsCompleted: false }
            ? await ReadAsync(init, ContainerCgroup.Open(registry.Host, id).ReadPids(), cancellation).ConfigureAwait(false) : null;

    public static async Task<ContainerFacts> ReadAsync(int init, IReadOnlyList<int> pids, CancellationToken cancellation)
    {
        var unread = NetlinkQueues.Read(KernelText.LinesOrNone($"/proc/{init}/net/netlink"));
        List<ProcessFacts> processes = [];
        foreach (var pid in pids.OrderBy(pid => pid != init))
        {
            cancellation.ThrowIfCancellationRequested();
            processes.Add(ProcessReading.Read(pid, init, unread));
        }
        var mounts = KernelText.LinesOrNone($"/proc/{init}/mountinfo").Select(MountLine.Parse).ToList();
        return WatchedPaths.Find(new(init, processes, mounts, await OutsideAsync(init, processes).ConfigureAwait(false)));
    }

    private static async Task<IReadOnlySet<string>> OutsideAsync(int init, IReadOnlyList<ProcessFacts> processes)
    {
        HashSet<string> outside = [];
        // What the first process was given is known, and given again. Whatever else the keeper holds is of an exec.
        if (processes.FirstOrDefault(process => process.Pid == init) is not { Parent: { } keeper } first) return outside;
        outside.UnionWith(ProcessReading.Links(keeper).Where(link => link.StartsWith("pipe:", StringComparison.Ordinal)));
        outside.ExceptWith(first.Descriptors.Select(descriptor => descriptor.Target));
        if (!processes.Any(process => process.Descriptors.Any(one => one.Protocol?.StartsWith("UNIX", StringComparison.Ordinal) == true))) return outside;
        try
        {
            var inside = processes.SelectMany(process => process.Descriptors).Where(one => one.Protocol is not null).Select(one => one.Target).ToHashSet();
            using var network = NetworkNamespace.Of(init);
            foreach (var (socket, peer) in await UnixPeers.ReadAsync(network).ConfigureAwait(false))
                if (inside.Contains($"socket:[{socket}]") && !inside.Contains($"socket:[{peer}]")) outside.Add($"socket:[{socket}]");
        }
        catch (KernelRefusal)
        {
            // A kernel without sock_diag of unix sockets (CONFIG_UNIX_DIAG): then CRIU can't save them either, and says so.
        }
        return outside;
    }
}
