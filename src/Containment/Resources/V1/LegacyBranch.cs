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
        if (directory.Has(SetFiles[0]))
            foreach (var file in SetFiles) Fill(directory, file);
        return made;
    }

    // Others may have made the one above a moment ago and not filled it yet.
    private static void Fill(CgroupDirectory directory, string file)
    {
        if (directory.Read(file).Trim().Length > 0) return;
        var above = Above(directory);
        if (!above.Has(file)) return;
        Fill(above, file);
        directory.Write(file, above.Read(file).Trim());
    }

    private static CgroupDirectory Above(CgroupDirectory directory) => new(Path.GetDirectoryName(directory.Path) ?? "");
}
