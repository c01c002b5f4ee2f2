using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;
using Containment.Checkpoints.Hindering;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Launch;
using Containment.Linux.Descriptors;
using Containment.Linux.Memory;
using Containment.Linux.Networks;
using Containment.Linux.Processes;
using Containment.Networks;
using Containment.Networks.Quieting;
using Containment.Resources;
using Google.Protobuf;

namespace Containment.Checkpoints.Dumping;

/// <summary>
/// Saves a running container's processes, in steps so that its owner decides what lies inside the freeze:
/// <code>Prepare  (QuietNetwork) | Freeze  (LockNetwork)  Dump | Thaw or End</code>
/// Only between the bars the container stands still. Until <see cref="EndAsync"/> nothing is lost: it stays frozen and whole.
/// </summary>
internal sealed class Dumper : IAsyncDisposable
{
    /// <summary>Beside the images, where the container has cgroups of its own making.</summary>
    public const string InnerCgroupsFile = "cgroups";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ContainerRegistry _registry;
    private readonly ContainerId _id;
    private readonly KeeperSession _keeper;
    private readonly ContainerCgroup _cgroup;
    private readonly CriuWorker _worker;
    private readonly IReadOnlyList<NetworkSpec> _networks;
    private readonly bool _wasPaused;
    private readonly IReadOnlyList<string> _watched;
    private bool _locked;

    private Dumper(ContainerRegistry registry, ContainerId id, KeeperSession keeper, ContainerCgroup cgroup, CriuWorker worker, IReadOnlyList<NetworkSpec> networks, bool wasPaused, IReadOnlyList<string> watched, ImageFacts facts)
    {
        (_registry, _id, _keeper, _cgroup) = (registry, id, keeper, cgroup);
        (_worker, _networks, _wasPaused, _watched, Facts) = (worker, networks, wasPaused, watched, facts);
    }

    /// <summary>What a restore needs to know.</summary>
    public ImageFacts Facts { get; }

    /// <summary>After a dump: the pages that are not in the images.</summary>
    public IReadOnlyList<LeftPages> Left { get; private set; } = [];

    /// <summary>Whether a dump leaves pages out.</summary>
    public bool LeavesPages => _worker.LeavesPages;

    /// <summary>The container's first process, as this one sees it.</summary>
    public int Init => _keeper.InitPid;

    /// <summary>The CRIU that will do it.</summary>
    internal int Criu => _worker.Pid;

    /// <summary>Looks at the container, refuses what can't be saved, and has CRIU ready. Changes nothing. The caller holds the container's lock.</summary>
    /// <exception cref="ContainmentException">WrongState: it does not run; ToolMissing, Unsupported: CRIU is not there or not for this; Unsupported: it has what can't be saved.</exception>
    public static Task<Dumper> PrepareAsync(ContainerHost host, ContainerId id, CancellationToken cancellationToken) => PrepareAsync(host, id, leavePages: false, cancellationToken);

    /// <inheritdoc cref="PrepareAsync(ContainerHost, ContainerId, CancellationToken)"/>
    /// <param name="host">Its host.</param>
    /// <param name="id">The container.</param>
    /// <param name="leavePages">Whether most pages are to be left in the processes, from which the caller takes them: <see cref="Left"/>. Where CRIU can't do that they are all in the images.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Dumper> PrepareAsync(ContainerHost host, ContainerId id, bool leavePages, CancellationToken cancellationToken)
    {
        var registry = host.Containers();
        var spec = await registry.Store.ReadSpecAsync(id, cancellationToken).ConfigureAwait(false);
        NetworkSharing.RefuseSaving(spec);
        var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        var keeper = await registry.Sessions.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (keeper is null || keeper.InitPid <= 0 || keeper.Exited.IsCompleted) throw Ending.NotRunning(id);
        var cgroup = ContainerCgroup.Open(host, id);
        var inside = await ContainerReading.ReadAsync(keeper.InitPid, cgroup.ReadPids(), cancellationToken).ConfigureAwait(false);
        Hindrances.Check(id.Value, inside);
        var streams = await StreamKeys.ReadAsync(keeper, spec.Process.Terminal, cancellationToken).ConfigureAwait(false);
        var worker = await CriuWorker.StartAsync(CriuProgram.Find(), host.Options.RuntimeDirectory, keeper.InitPid, [], leavePages, cancellationToken).ConfigureAwait(false);
        var facts = new ImageFacts
        {
            Kernel = Machine.Kernel, Architecture = Machine.Architecture, Processor = Machine.Processor, Criu = worker.Version,
            Ids = state.Ids, Volumes = [.. state.Volumes.Select(volume => volume.Target)], Mounts = [.. state.Now(spec).Isolation.Mounts.Select(mount => mount.Target)], Devices = [.. state.Devices.Select(device => device.Name)],
            Streams = streams, Terminal = spec.Process.Terminal,
        };
        return new(registry, id, keeper, cgroup, worker, spec.Networks, cgroup.IsFrozen, WatchedPaths.Of(inside), facts);
    }

    /// <summary>For a move: lets no new connection in, and waits a moment for those that no process owns. Undone by <see cref="ThawAsync"/>.</summary>
    public async Task QuietNetworkAsync(CancellationToken cancellationToken)
    {
        if (_networks.Count == 0) return;
        _locked = true;
        using var inside = NetworkNamespace.Of(_keeper.InitPid);
        await Quiet.BeginAsync(_keeper.InitPid, inside, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops every process.</summary>
    public Task FreezeAsync(CancellationToken cancellationToken) => _cgroup.FreezeAsync(Patience, cancellationToken);

    /// <summary>For a move: when the kernel has acknowledged what is under way, nothing goes in or out by its links any more. Undone by <see cref="ThawAsync"/>.</summary>
    public async Task LockNetworkAsync(CancellationToken cancellationToken)
    {
        if (_networks.Count > 0) await Quiet.DrainAsync(_keeper.InitPid, cancellationToken).ConfigureAwait(false);
        _locked = true;
        using var inside = NetworkNamespace.Of(_keeper.InitPid);
        await _registry.Links.LockAsync(_id, _networks, inside, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the images of the frozen processes.</summary>
    /// <param name="directory">Exists and is empty; on a tmpfs for speed.</param>
    /// <param name="cancellationToken">Gives up; the container stays frozen.</param>
    /// <exception cref="ContainmentException">ToolFailed: CRIU's own words; the container is frozen and whole, and can be thawed.</exception>
    public async Task DumpAsync(string directory, CancellationToken cancellationToken)
    {
        using var images = At.OpenDirectory(directory);
        using var scratch = At.OpenDirectory(_worker.Scratch);
        var external = MountTable.External(File.ReadLines($"/proc/{_keeper.InitPid}/mountinfo"), IsEmptyInside);
        var pids = LeavesPages ? InsideIds.Of(_keeper.InitPid, _cgroup.ReadPids()) : [];
        if (LeavesPages) LeavePages(directory, pids);
        await _worker.Session.SendAsync(CriuRequests.Dump(_keeper.InitPid, images.Number, scratch.Number, _cgroup.FreezerDirectory!, Facts.Terminal, external, _watched, LeavesPages ? KnownPages.Directory : null), cancellationToken).ConfigureAwait(false);
        Response answer;
        try
        {
            while ((answer = await _worker.Session.NextAsync(cancellationToken).ConfigureAwait(false)).Type == RequestType.Notify)
                await _worker.Session.AnswerAsync(true, cancellationToken).ConfigureAwait(false);
        }
        catch (ContainmentException ended)
        {
            throw Failed(ended);
        }
        if (!answer.Success) throw Failed(null);
        ImageChanges.OwnNetwork(directory);
        if (LeavesPages) TakeLeft(directory, pids);
        ImageChanges.KeepTimers(directory);
        // CRIU leaves cgroups to us; an init that made some watches them, and its services are in them.
        if (_cgroup.ReadInner() is { Members.Count: > 0 } inner) await File.WriteAllTextAsync(Path.Combine(directory, InnerCgroupsFile), $"{inner}", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes back: network and processes go on as if nothing had been. Fine at any time after it was prepared, and again.</summary>
    public async Task ThawAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_locked)
            {
                using var inside = NetworkNamespace.Of(_keeper.InitPid);
                await _registry.Links.UnlockAsync(_id, _networks, inside, cancellationToken).ConfigureAwait(false);
                await Quiet.EndAsync(inside).ConfigureAwait(false);
            }
            _locked = false;
        }
        finally
        {
            // Whatever its network says: standing still for ever is worse.
            if (!_wasPaused) await _cgroup.ThawAsync(Patience, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the frozen container, as by SIGKILL; its keeper writes the last of the log and how it ended. Files and cgroups stay.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _cgroup.KillAsync(Patience, cancellationToken).ConfigureAwait(false);
        await ((Task)_keeper.Exited).WaitAsync(Patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A killed cgroup stays frozen, and so would be whatever enters it next.
        await _cgroup.ThawAsync(Patience, cancellationToken).ConfigureAwait(false);
        await _registry.Links.RemoveAsync(_id, cancellationToken).ConfigureAwait(false);
        await _registry.Rules.RemoveAsync(_id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets CRIU go; what was frozen stays frozen.</summary>
    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private void LeavePages(string directory, Dictionary<int, int> pids)
    {
        KnownPages.Write(directory, pids.Keys);
        // What is true must become so: nothing has changed since now.
        if (_worker.KernelTracks)
            foreach (var pid in pids.Values) SoftDirtyMarks.TryClear(pid);
    }

    private void TakeLeft(string directory, Dictionary<int, int> pids)
    {
        try
        {
            Left = LeftPages.Take(directory, pids);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidProtocolBufferException or KernelRefusal)
        {
            throw new ContainmentException(FailureReason.ToolFailed, _id.Value, $"what CRIU has saved of container {_id} can't be understood: {wrong.Message}", null, wrong);
        }
    }

    private bool IsEmptyInside(string path) => !Directory.EnumerateFileSystemEntries($"/proc/{_keeper.InitPid}/root{path}").Any();

    private ContainmentException Failed(Exception? inner)
    {
        var errors = CriuLog.Errors(Path.Combine(_worker.Scratch, CriuRequests.DumpLog));
        var remedy = CriuLog.Remedy(errors);
        return new(remedy is null ? FailureReason.ToolFailed : FailureReason.Unsupported, _id.Value,
            $"CRIU can't save container {_id}: {(errors.Length > 0 ? errors : inner?.Message ?? "it does not say why")}{(remedy is null ? "" : $" ({remedy})")}", null, inner);
    }
}
