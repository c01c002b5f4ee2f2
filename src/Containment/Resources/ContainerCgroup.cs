using System.Diagnostics;
using System.Globalization;
using Containment.Bundles.Oci;
using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Linux.Devices;
using Containment.Resources.Devices;
using Containment.Resources.Hierarchy;
using Containment.Resources.Memory;
using Containment.Resources.Oci;
using Containment.Resources.V1;
using Containment.Resources.Writes;

namespace Containment.Resources;

/// <summary>The cgroups of one container, one in each hierarchy that it needs. Holds no state: everything is read from the kernel.</summary>
internal sealed class ContainerCgroup
{
    private static readonly TimeSpan Dying = TimeSpan.FromSeconds(10);
    private readonly HostCgroups _cgroups;
    private readonly ContainerId _id;
    private readonly CgroupSet _set;

    private ContainerCgroup(HostCgroups cgroups, ContainerId id, CgroupSet set) => (_cgroups, _id, _set) = (cgroups, id, set);

    /// <summary>Makes the cgroups and sets devices and limits while nothing runs in them. Nothing is left when it fails.</summary>
    /// <param name="host">The host.</param>
    /// <param name="id">The container.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="bundle">What its bundle says: the devices, and what goes beyond the limits.</param>
    /// <param name="everywhere">In every hierarchy that there is: it is to make its own below.</param>
    public static ContainerCgroup Create(ContainerHost host, ContainerId id, ResourceLimits? limits = null, OciResources? bundle = null, bool everywhere = false)
    {
        var cgroups = host.Part(h => new HostCgroups(h));
        var set = CgroupCreation.Run(cgroups, id, everywhere);
        try
        {
            Refusable(() =>
            {
                var unguarded = DeviceGuard.Set(set, DeviceLists.Of(bundle, limits?.Devices ?? []));
                if (limits is not null)
                {
                    cgroups.HandDown(CgroupWrites.Controllers(limits));
                    CgroupChange.RunOnNew(set, limits);
                }
                IReadOnlyList<string> ignored = bundle is null ? [] : BundleChange.RunOnNew(cgroups, set, bundle);
                OwnLimits.Keep(set);
                foreach (var sentence in unguarded is null ? ignored : [unguarded, .. ignored]) CgroupLog.Ignored(host.Logger<ContainerCgroup>(), id, sentence);
                return true;
            });
        }
        catch
        {
            CgroupCreation.Remove(cgroups, id, set);
            throw;
        }
        return new(cgroups, id, set);
    }

    /// <summary>The cgroups of a container that has them already (also when another process made them).</summary>
    public static ContainerCgroup Open(ContainerHost host, ContainerId id)
    {
        var cgroups = host.Part(h => new HostCgroups(h));
        return new(cgroups, id, cgroups.Known(id) ?? cgroups.NewSet(id));
    }

    public bool Exists => _set.Directories.Any(directory => directory.Exists);

    /// <summary>Where the launcher puts the first process, exec its others, and CRIU itself.</summary>
    public CgroupPlacement Placement => new(_set.Unified?.Path, [.. _set.Legacy.Values.Distinct().Where(directory => directory.Exists).Select(directory => directory[CgroupDirectory.Procs])]);

    /// <summary>Where exec puts a process: beside the container's init where that has cgroups of its own.</summary>
    public CgroupPlacement PlacementBeside(int init) => Refusable(() =>
        _set.Unified is { } top ? Placement with { UnifiedDirectory = BesideInit.Of(top, _cgroups.Layout.Unified?.Top, init) } : Placement);

    /// <summary>The v2 cgroup of a process, if that is below the container's top.</summary>
    public string? OwnOf(int pid) => _set.Unified is { } top ? BesideInit.OwnOf(pid, top, _cgroups.Layout.Unified?.Top) : null;

    /// <summary>Takes a process out of the v2 cgroup into that of this process, so that it does not stand still with the others.</summary>
    public void Dismiss(int pid) => Refusable(() =>
    {
        if (_set.Unified is { Exists: true } && BesideInit.OwnOf(Environment.ProcessId, _cgroups.Layout.Unified?.Top) is { } own) new CgroupDirectory(own).Write(CgroupDirectory.Procs, pid.ToString(CultureInfo.InvariantCulture));
        return true;
    });

    /// <summary>
    /// Hands the v2 cgroup to the container's root, by its ids outside, so that a system container's init can make cgroups
    /// below it. Its limits stay ours.
    /// </summary>
    /// <param name="uid">The root's.</param>
    /// <param name="gid">The root's.</param>
    /// <param name="legacy">Those of v1 too, which is of use to a host of containers: an init takes care only of v2, or of v1's for systemd.</param>
    public void Delegate(uint uid, uint gid, bool legacy = false) => Refusable(() =>
    {
        if (_set.Unified is { } unified) Delegation.Give(unified, uid, gid);
        if (legacy) foreach (var directory in _set.Legacy.Values.Distinct().Where(directory => directory.Exists)) Delegation.GiveLegacy(directory, uid, gid);
        return true;
    });

    /// <summary>The v2 cgroups that the container's init made, and who is in them.</summary>
    public InnerCgroups ReadInner() => Refusable(() => _set.Unified is { Exists: true } top ? InnerCgroups.Of(top) : new([]));

    /// <summary>Makes such cgroups again, for the container's root by its id outside.</summary>
    public void MakeInner(InnerCgroups inner, uint owner) => Refusable(() => { if (_set.Unified is { } top) inner.Make(top, owner); return true; });

    /// <summary>Moves processes of the container's to where they were.</summary>
    public void FillInner(InnerCgroups inner, int init) => Refusable(() => { if (_set.Unified is { } top) inner.Fill(top, init, CgroupTree.Pids(_set.Main)); return true; });

    /// <summary>Changes limits while the container runs, all or none. Cancelled, it leaves them as they were.</summary>
    /// <param name="limits">What to change, but for its devices.</param>
    /// <param name="options">How.</param>
    /// <param name="devices">All rules of devices that shall be in force; null to leave them.</param>
    /// <param name="cancellationToken">Puts everything back.</param>
    public Task<SetResult> ApplyAsync(ResourceLimits limits, SetOptions? options = null, IReadOnlyList<DeviceRule>? devices = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Refusable(() =>
        {
            Recover();
            _cgroups.HandDown(CgroupWrites.Controllers(limits), _set);
            OwnLimits.Keep(_set);
            var lowering = CgroupChange.Run(_set, limits, CgroupReading.Limits(_set), devices, _cgroups.LoweringOf(_id), options ?? new(), cancellationToken);
            return new SetResult(CgroupReading.Limits(_set), lowering);
        }), cancellationToken);

    /// <summary>Puts a list of devices in force, instead of the one that is; where it has cgroups.</summary>
    public void SetDevices(IReadOnlyList<DeviceRule> rules) => Refusable(() => Exists ? DeviceGuard.Set(_set, rules) : null);

    /// <summary>Whether taking memory back goes by way of the limit, and so needs the container's lock.</summary>
    public bool ReclaimsByLimit => Memory is { Unified: false };

    /// <summary>Takes memory back, and says by how many bytes the usage fell. Kills nothing.</summary>
    public Task<long> ReclaimAsync(long bytes, CancellationToken cancellationToken = default) =>
        Task.Run(() => Refusable(() => MemoryReclaim.Run(
            Memory ?? throw new ContainmentException(FailureReason.Unsupported, "memory", $"taking memory back needs the cgroup controller \"memory\", which {DelegatedCgroups.Lack("is neither in v2 nor mounted as v1 here")}"),
            bytes, _cgroups.LoweringOf(_id), cancellationToken)), cancellationToken);

    /// <summary>Puts back what a process left that was killed while it lowered memory. Under the container's lock.</summary>
    public Task RecoverAsync(CancellationToken cancellationToken = default) => Task.Run(() => Refusable(() => { Recover(); return true; }), cancellationToken);

    public ResourceLimits ReadLimits() => Refusable(() => CgroupReading.Limits(_set));

    public ResourceUsage ReadUsage() => Refusable(() => CgroupReading.Usage(_set));

    public MemoryParts ReadMemory() => Refusable(() => CgroupReading.Memory(_set));

    public Pressure ReadPressure() => Refusable(() => CgroupReading.Pressure(_set));

    /// <summary>The processes in it and in cgroups below, by the ids of this process's pid namespace.</summary>
    public IReadOnlyList<int> ReadPids() => Refusable(() => Exists ? CgroupTree.Pids(_set.Main) : []);

    /// <summary>The cgroup that freezing writes to; null where nothing can be frozen.</summary>
    public string? FreezerDirectory => _set.Unified?.Path ?? _set.Find("freezer")?.Directory.Path;

    /// <summary>The file by which v2 and hybrid machines freeze it: 1 stops, 0 lets go. Null with v1 alone.</summary>
    public string? FreezeFile => _set.Unified is { } unified ? unified["cgroup.freeze"] : null;

    /// <summary>The file of the memory above which it is slowed; null on v1, which has none.</summary>
    public string? HighFile => Memory is { Unified: true } home && home.Directory.Has("memory.high") ? home.Directory["memory.high"] : null;

    /// <summary>Tells its processes to stop or to go on, and does not wait until they have: one in the kernel may take long to come back.</summary>
    public void Tell(bool frozen) => Refusable(() => { if (Exists) Freezer(make: frozen)?.Tell(frozen); return true; });

    /// <summary>Whether its processes were told to stop, even if not all of them have.</summary>
    public bool IsToldFrozen => Refusable(() => Exists && Freezer(make: false) is { IsTold: true });

    public bool IsFrozen => Refusable(() => Exists && Freezer(make: false) is { IsFrozen: true });

    /// <summary>Stops every process; returns when all stand still. Thaws again when that takes longer than <paramref name="timeout"/>.</summary>
    public Task FreezeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => SwitchAsync(frozen: true, timeout, cancellationToken);

    public Task ThawAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => SwitchAsync(frozen: false, timeout, cancellationToken);

    /// <summary>Kills every process in it with SIGKILL, also frozen ones, and returns when none is left.</summary>
    public async Task KillAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (!Exists) return;
        // What v1 has frozen does not even die.
        var legacy = _set.Unified is null ? Refusable(() => Freezer(make: false)) : null;
        Refusable(() => { legacy?.Tell(false); return true; });
        if (!await CgroupKill.RunAsync(_set.Main, legacy, timeout, cancellationToken).ConfigureAwait(false))
            throw new ContainmentException(FailureReason.TimedOut, _id.Value, $"{_id}: processes {string.Join(", ", ReadPids())} outlived SIGKILL for {timeout}", "they are still there");
        // v2 lets frozen ones die and stays frozen: the next process would stand still before it begins.
        if (_set.Unified is { Exists: true } unified) Refusable(() => { new CgroupFreezer(unified, unified: true).Tell(false); return true; });
    }

    /// <summary>Removes the cgroups with those below; waits while the kernel still holds ended processes. Fine when there are none.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken = default)
    {
        for (var watch = Stopwatch.StartNew(); !Refusable(() => _set.Directories.Aggregate(true, (done, directory) => CgroupTree.TryRemove(directory) && done));)
        {
            if (watch.Elapsed > Dying)
                throw new ContainmentException(FailureReason.TimedOut, _id.Value, $"{_id}: cgroups can't be removed while processes {string.Join(", ", ReadPids())} live in them", "the cgroups are still there");
            await Task.Delay(1, cancellationToken).ConfigureAwait(false);
        }
        _cgroups.Forget(_id);
    }

    private async Task SwitchAsync(bool frozen, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var freezer = Refusable(() => Freezer(make: frozen));
        if (freezer is null) return;
        Refusable(() => { freezer.Tell(frozen); return true; });
        var done = false;
        try
        {
            done = await freezer.WaitAsync(frozen, timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!done && frozen) Refusable(() => { freezer.Tell(false); return true; });
        }
        if (!done) throw new ContainmentException(FailureReason.TimedOut, _id.Value, $"{_id} did not {(frozen ? "freeze" : "thaw")} within {timeout}", frozen ? "it runs on" : null);
    }

    /// <summary>v2's own wherever there is a v2 tree; else v1's, which is made when it is first needed.</summary>
    private CgroupFreezer? Freezer(bool make)
    {
        if (_set.Unified is { } unified) return new(unified, unified: true);
        if (_set.Find("freezer") is not { } legacy)
            return make ? throw new ContainmentException(FailureReason.Unsupported, "freezer", $"freezing needs a v2 tree or the v1 controller \"freezer\", of which neither {DelegatedCgroups.Lack("is here")}") : null;
        if (!legacy.Directory.Exists)
        {
            if (!make) return null;
            var source = _set.Main;
            LegacyBranch.Make(legacy.Directory);
            CgroupTree.Move(source, legacy.Directory);
        }
        return new(legacy.Directory, unified: false);
    }

    private void Recover()
    {
        if (Memory is { } home) LoweringNote.Recover(home.Directory, _cgroups.LoweringOf(_id));
    }

    private MemoryHome? Memory => _set.Find("memory") is { } home && home.Directory.Exists ? new(home.Directory, home.Unified) : null;

    private static T Refusable<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
