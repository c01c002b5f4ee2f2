using System.Diagnostics;
using Containment.Bundles.Oci;
using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources.Hierarchy;
using Containment.Resources.Oci;
using Containment.Resources.Oci.Stats;
using Containment.Resources.Systemd;

namespace Containment.Resources;

/// <summary>The cgroups of a container of the OCI runtime: where its config.json wants them. Holds no state but where they are.</summary>
internal sealed class OciCgroup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly CgroupSet _set;
    private readonly OciCgroupRecord _record;
    private readonly int? _sleeper;

    private OciCgroup(OciCgroupRecord record, IReadOnlyList<string> warnings, int? sleeper = null) => (_record, _set, Warnings, _sleeper) = (record, record.Set, warnings, sleeper);

    /// <summary>Makes the cgroups and sets every limit and device rule while nothing runs in them. Nothing is left when it fails.</summary>
    /// <exception cref="ContainmentException">AlreadyExists: something lives in it, or it is frozen. Unsupported: a field that this machine can't give; named. ToolMissing, ToolFailed: of systemd's busctl.</exception>
    /// <exception cref="InvalidSpecException">A field that can't be right.</exception>
    public static async Task<OciCgroup> CreateAsync(OciCgroupRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var layout = CgroupLayout.Detect();
        if (request.Systemd) return await CreateScopeAsync(layout, request, cancellationToken).ConfigureAwait(false);
        var (set, warnings) = OciCreation.Run(layout, OciPaths.Of(layout, request.CgroupsPath, request.Id), request);
        return new(new(set), warnings);
    }

    /// <summary>Where <see cref="CreateAsync"/> would make them; nothing is made. Only of cgroups that systemd does not make.</summary>
    /// <exception cref="InvalidSpecException">A path that can't be right.</exception>
    public static OciCgroup Find(OciCgroupRequest request) => new(new(OciPaths.Of(CgroupLayout.Detect(), request.CgroupsPath, request.Id)), []);

    /// <summary>The cgroups of a container made before; <paramref name="record"/> is what <see cref="Record"/> gave.</summary>
    /// <exception cref="ContainmentException">Corrupt: it is not, or names what can't be one container's cgroup.</exception>
    public static OciCgroup Open(string record) => new(OciCgroupRecord.Parse(record, CgroupBounds.Detect()), []);

    /// <summary>Where they are, as text to be stored.</summary>
    public string Record => _record.ToString();

    /// <summary>What config.json asks for and this kernel ignores, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The directory of each controller; the v2 one as "" (as runc's state.json has it under cgroup_paths).</summary>
    public IReadOnlyDictionary<string, string> Paths =>
        _set.Legacy.Select(pair => (pair.Key, pair.Value.Path)).Concat(_set.Unified is { } unified ? [("", unified.Path)] : Array.Empty<(string, string)>()).ToDictionary(pair => pair.Item1, pair => pair.Item2);

    public bool Exists => _set.Directories.Any(directory => directory.Exists);

    /// <summary>Where the first process is put.</summary>
    public CgroupPlacement Placement => new(_set.Unified?.Path, [.. _set.Legacy.Values.Distinct().Where(directory => directory.Exists).Select(directory => directory[CgroupDirectory.Procs])]);

    /// <summary>Where exec puts a process: beside the container's init where that has cgroups of its own.</summary>
    public CgroupPlacement PlacementBeside(int init) => _set.Unified is { } top
        ? Placement with { UnifiedDirectory = Refusable(() => BesideInit.Of(top, CgroupLayout.Detect().Unified?.Top, init)) } : Placement;

    /// <summary>The first process is in: what held the scope until then goes (systemd makes none without a process). Otherwise there is nothing to do.</summary>
    public void Settle()
    {
        if (_sleeper is { } pid) CgroupKill.Send(pid, CgroupKill.Kill);
    }

    /// <summary>Every process in it and below.</summary>
    public IReadOnlyList<int> Pids => Refusable(() => Exists ? CgroupTree.Pids(_set.Main) : []);

    public bool IsFrozen => Refusable(() => Freezer is { IsFrozen: true });

    /// <summary>Stops every process; returns when all stand still. They run on when that takes too long.</summary>
    public Task FreezeAsync(CancellationToken cancellationToken = default) => SwitchAsync(true, cancellationToken);

    public Task ThawAsync(CancellationToken cancellationToken = default) => SwitchAsync(false, cancellationToken);

    /// <summary>Sets what is given and leaves the rest (runc update), all or none. Gives warnings as <see cref="Warnings"/>.</summary>
    public async Task<IReadOnlyList<string>> ApplyAsync(OciResources resources, CancellationToken cancellationToken = default)
    {
        var warnings = Refusable(() => OciChange.Run(_set, resources));
        if (_record.Unit is { } unit)
            await SystemdScope.BusAsync(ScopeProperties.Change(unit, [.. ScopeProperties.Of(resources, _set.Legacy.Count == 0).Where(property => property[1] == "t")], _record.User), cancellationToken).ConfigureAwait(false);
        return warnings;
    }

    /// <summary>Sends a signal to every process (runc kill --all).</summary>
    public void Signal(int signal)
    {
        foreach (var pid in Pids) CgroupKill.Send(pid, signal);
    }

    /// <summary>Kills every process, also frozen ones, and returns when none is left.</summary>
    /// <exception cref="ContainmentException">TimedOut: some outlive it.</exception>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        if (!Exists) return;
        // What v1 has frozen does not even die; v2 lets it die, but stays frozen.
        var legacy = _set.Unified is null ? Freezer : null;
        if (!await CgroupKill.RunAsync(_set.Main, legacy, Patience, cancellationToken).ConfigureAwait(false))
            throw new ContainmentException(FailureReason.TimedOut, _set.Main.Path, $"processes {string.Join(", ", Pids)} outlived SIGKILL for {Patience}", "they are still there");
        Refusable(() => { Freezer?.Tell(false); return true; });
    }

    /// <summary>Usage in the shape of runc's events --stats (the "data" of an event; written by CgroupStatsJson).</summary>
    public CgroupStats ReadStats() => Refusable(() => StatsReading.Run(_set));

    /// <summary>Removes the cgroups with those below; waits while the kernel still holds ended processes. Fine when there are none.</summary>
    /// <exception cref="ContainmentException">TimedOut: something lives in them.</exception>
    public async Task DeleteAsync(CancellationToken cancellationToken = default)
    {
        for (var watch = Stopwatch.StartNew(); !Refusable(() => _set.Directories.Aggregate(true, (done, directory) => CgroupTree.TryRemove(directory) && done));)
        {
            if (watch.Elapsed > Patience)
                throw new ContainmentException(FailureReason.TimedOut, _set.Main.Path, $"the cgroup {_set.Main.Path} can't be removed while processes {string.Join(", ", Pids)} live in it", "it is still there");
            await Task.Delay(1, cancellationToken).ConfigureAwait(false);
        }
        if (_record.Unit is not { } unit) return;
        try
        {
            await SystemdScope.BusAsync(ScopeProperties.Stop(unit, _record.User), cancellationToken).ConfigureAwait(false);
        }
        catch (ContainmentException gone) when (gone.Reason == FailureReason.ToolFailed)
        {
            // systemd forgets a scope by itself when its cgroup is empty.
        }
    }

    private static async Task<OciCgroup> CreateScopeAsync(CgroupLayout layout, OciCgroupRequest request, CancellationToken cancellationToken)
    {
        var name = ScopeName.Of(request.CgroupsPath, request.Id, request.Rootless);
        var properties = ScopeProperties.Of(request.Resources, layout.Legacy.Count == 0);
        var (sleeper, path) = await SystemdScope.StartAsync(name, $"container {request.Id}", properties, request.Rootless, cancellationToken).ConfigureAwait(false);
        try
        {
            // The one process that is in it is ours, so it is no reason to refuse it.
            var set = OciPaths.Of(layout, path, request.Id);
            var (made, warnings) = OciCreation.Run(layout, set, request with { CgroupsPath = path }, inhabited: true);
            return new(new(made, name.Unit, request.Rootless), warnings, sleeper);
        }
        catch
        {
            CgroupKill.Send(sleeper, CgroupKill.Kill);
            throw;
        }
    }

    private CgroupFreezer? Freezer => _set.Unified is { Exists: true } unified ? new(unified, unified: true)
        : _set.Unified is null && _set.Find("freezer") is { } legacy && legacy.Directory.Exists ? new(legacy.Directory, unified: false) : null;

    private async Task SwitchAsync(bool frozen, CancellationToken cancellationToken)
    {
        var freezer = Refusable(() => Freezer) ?? throw new ContainmentException(FailureReason.Unsupported, "freezer", $"freezing needs a v2 tree or the v1 controller \"freezer\", of which neither {DelegatedCgroups.Lack("is here")}");
        Refusable(() => { freezer.Tell(frozen); return true; });
        var done = false;
        try
        {
            done = await freezer.WaitAsync(frozen, Patience, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!done && frozen) Refusable(() => { freezer.Tell(false); return true; });
        }
        if (!done) throw new ContainmentException(FailureReason.TimedOut, _set.Main.Path, $"{_set.Main.Path} did not {(frozen ? "freeze" : "thaw")} within {Patience}", frozen ? "it runs on" : null);
    }

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
