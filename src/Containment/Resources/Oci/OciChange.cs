using Containment.Bundles.Oci;
using Containment.Linux.Cgroups;
using Containment.Resources.Devices;
using Containment.Resources.Writes;

namespace Containment.Resources.Oci;

/// <summary>Changes what a running container may use: what is given, all or none of it.</summary>
internal static class OciChange
{
    public static IReadOnlyList<string> Run(CgroupSet set, OciResources resources)
    {
        var list = OciWrites.All(set, resources, CgroupFiles.Kernel);
        using var transaction = new CgroupTransaction();
        foreach (var (field, write) in list.Writes) transaction.Write(write, field: field);
        // Last, since they are replaced at once and not undone.
        var unguarded = resources.Devices is null ? null : DeviceGuard.Set(set, DeviceLists.Of(resources));
        transaction.Commit();
        return unguarded is null ? list.Warnings : [.. list.Warnings, unguarded];
    }
}
