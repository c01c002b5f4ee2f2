using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;

namespace Containment.Resources.V1;

/// <summary>Makes v1 cgroups with those above them that are missing. A new one of cpuset is empty and would take no process: it gets what the one above has.</summary>
internal static class LegacyBranch
{
    private static readonly string[] SetFiles = ["cpuset.cpus", "cpuset.mems"];

    /// <summary>False when it was there already.</summary>
    public static bool Make(CgroupDirectory directory)
    {
        bool made;
        try
        {
            made = directory.Make();
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT && Above(directory) is { Path.Length: > 1 } above)
        {
            Make(above);
            made = directory.Make();
        }
        if (made && directory.Has(SetFiles[0]))
            foreach (var file in SetFiles) directory.Write(file, Above(directory).Read(file).Trim());
        return made;
    }

    private static CgroupDirectory Above(CgroupDirectory directory) => new(Path.GetDirectoryName(directory.Path) ?? "");
}
