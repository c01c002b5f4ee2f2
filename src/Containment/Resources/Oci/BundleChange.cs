using Containment.Bundles.Oci;
using Containment.Linux.Cgroups;
using Containment.Resources.Hierarchy;
using Containment.Resources.V1;
using Containment.Resources.Writes;

namespace Containment.Resources.Oci;

/// <summary>Sets what a bundle of a container of the library says beyond its limits.</summary>
internal static class BundleChange
{
    /// <summary>For cgroups that are new and empty. Gives a sentence for each field that this kernel ignores.</summary>
    public static IReadOnlyList<string> RunOnNew(HostCgroups cgroups, CgroupSet set, OciResources resources)
    {
        var controllers = OciWrites.ControllersBeyond(resources).ToArray();
        cgroups.HandDown(controllers);
        foreach (var controller in controllers)
            if (set.Find(controller) is { Unified: false } home) LegacyBranch.Make(home.Directory);
        var list = OciWrites.Beyond(set, resources, CgroupFiles.Kernel);
        using var transaction = new CgroupTransaction();
        foreach (var (field, write) in list.Writes) transaction.Write(write, toNew: true, field);
        transaction.Commit();
        return list.Warnings;
    }
}
