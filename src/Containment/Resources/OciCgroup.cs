using Containment.Bundles.Oci;
using Containment.Linux.Cgroups;
using Containment.Resources.Oci;

namespace Containment.Resources;

/// <summary>The cgroups of a container of the OCI runtime: where its config.json wants them. Holds no state but where they are.</summary>
internal sealed class OciCgroup
{
    private readonly CgroupSet _set;

    private OciCgroup(CgroupSet set, IReadOnlyList<string> warnings) => (_set, Warnings) = (set, warnings);

    /// <summary>Makes the cgroups and sets every limit and device rule while nothing runs in them. Nothing is left when it fails.</summary>
    /// <exception cref="ContainmentException">AlreadyExists: something lives in it, or it is frozen. Unsupported: a field that this machine can't give; named.</exception>
    public static Task<OciCgroup> CreateAsync(OciCgroupRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var set = OciPaths.Of(CgroupLayout.Detect(), request.CgroupsPath, request.Id);
        return Task.FromResult(new OciCgroup(set, []));
    }

    /// <summary>The cgroups of a container made before; <paramref name="record"/> is what <see cref="Record"/> gave.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static OciCgroup Open(string record) => new(CgroupSet.Parse(record), []);

    /// <summary>Where they are, as text to be stored.</summary>
    public string Record => _set.ToString();

    /// <summary>What config.json asks for and this kernel ignores, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The directory of each controller; the v2 one as "unified" (runc's state.json: cgroup_paths).</summary>
    public IReadOnlyDictionary<string, string> Paths =>
        _set.Legacy.Select(pair => (pair.Key, pair.Value.Path)).Concat(_set.Unified is { } unified ? [("unified", unified.Path)] : Array.Empty<(string, string)>()).ToDictionary(pair => pair.Item1, pair => pair.Item2);

    public bool Exists => _set.Directories.Any(directory => directory.Exists);

    /// <summary>Where the first process is put.</summary>
    public CgroupPlacement Placement => new(_set.Unified?.Path, [.. _set.Legacy.Values.Distinct().Where(directory => directory.Exists).Select(directory => directory[CgroupDirectory.Procs])]);

    /// <summary>Where exec puts a process: beside the container's init where that made cgroups of its own.</summary>
    public CgroupPlacement PlacementBeside(int init) => Placement;

    /// <summary>The first process is in: what held the cgroup until then goes (systemd makes no empty scope). Nothing to do otherwise.</summary>
    public void Settle() { }

    /// <summary>Every process in it and below.</summary>
    public IReadOnlyList<int> Pids => Exists ? CgroupTree.Pids(_set.Main) : [];

    public bool IsFrozen => throw new NotSupportedException();

    /// <summary>Stops every process; returns when all stand still.</summary>
    public Task FreezeAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task ThawAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Sets what is given and leaves the rest (runc update), all or none. Gives warnings as <see cref="Warnings"/>.</summary>
    public Task<IReadOnlyList<string>> ApplyAsync(OciResources resources, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Sends a signal to every process (runc kill --all).</summary>
    public void Signal(int signal) => throw new NotSupportedException();

    /// <summary>Kills every process, also frozen ones, and returns when none is left.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Usage in the shape of runc's events --stats (the "data" of an event; serialise with CgroupStatsJson).</summary>
    public CgroupStats ReadStats() => throw new NotSupportedException();

    /// <summary>Removes the cgroups with those below; waits while the kernel still holds ended processes. Fine when there are none.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
