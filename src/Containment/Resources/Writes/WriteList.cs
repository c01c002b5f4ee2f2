using Containment.Linux.Cgroups;

namespace Containment.Resources.Writes;

/// <summary>Gathers writes in their order. What this machine lacks is refused by the name of the field.</summary>
internal sealed class WriteList(CgroupSet set, CgroupFiles files)
{
    private readonly List<FieldWrite> _writes = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<FieldWrite> Writes => _writes;

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Where a controller is, of v2 or v1; v2's io is v1's blkio.</summary>
    /// <exception cref="ContainmentException">Unsupported: neither has it.</exception>
    public ControllerHome Home(string field, string controller, string? legacyName = null) =>
        (set.Find(controller) ?? (legacyName is null ? null : set.Find(legacyName))) is { } home
            ? new(this, home.Directory, home.Unified)
            : throw Lacks(field, $"{field} needs the cgroup controller \"{legacyName ?? controller}\", which {Hierarchy.DelegatedCgroups.Lack("is neither handed down in v2 nor mounted as v1 here")}");

    /// <summary>The v2 cgroup with a controller, null where v2 does not have it here.</summary>
    public ControllerHome? UnifiedHome(string controller) =>
        set.Unified is { } unified && (controller == "cgroup" || set.UnifiedControllers.Contains(controller)) ? new(this, unified, Unified: true) : null;

    public bool Has(CgroupDirectory directory, string file) => files.Has(directory, file);

    public string? Read(CgroupDirectory directory, string file) => files.Read(directory, file);

    /// <exception cref="ContainmentException">Unsupported: the kernel does not have the file.</exception>
    public void Add(string field, CgroupDirectory directory, string file, string value)
    {
        if (!files.Has(directory, file)) throw Lacks(field, $"{field}: this kernel's cgroups have no {file} (looked for {directory[file]})");
        _writes.Add(new(field, new(directory, file, value)));
    }

    public void Warn(string sentence) => _warnings.Add(sentence);

    public static ContainmentException Lacks(string field, string message) => new(FailureReason.Unsupported, field, message);
}
