using Containment.Linux.Cgroups;

namespace Containment.Resources.Writes;

/// <summary>The cgroup in which a controller's files are.</summary>
internal sealed record ControllerHome(WriteList List, CgroupDirectory Directory, bool Unified)
{
    public bool Has(string file) => List.Has(Directory, file);

    public string? Read(string file) => List.Read(Directory, file);

    /// <summary>What a file says now, if that is a number.</summary>
    public long? Number(string file) => CgroupText.Number(Read(file));

    public void Add(string field, string file, string value) => List.Add(field, Directory, file, value);

    /// <exception cref="ContainmentException">Unsupported on v2.</exception>
    public void OnlyLegacy(string field)
    {
        if (Unified) throw WriteList.Lacks(field, $"{field} is a setting of cgroup v1; v2 has nothing like it");
    }

    /// <exception cref="ContainmentException">Unsupported on v1.</exception>
    public void OnlyUnified(string field)
    {
        if (!Unified) throw WriteList.Lacks(field, $"{field} is a setting of cgroup v2; the controller is in v1 here, which has nothing like it");
    }
}
