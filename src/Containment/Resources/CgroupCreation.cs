using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources.Devices;
using Containment.Resources.Hierarchy;
using Containment.Resources.V1;

namespace Containment.Resources;

/// <summary>Makes the cgroups that every container has: those that count what it uses. The others come with their first limit, which keeps a start cheap.</summary>
internal static class CgroupCreation
{
    public static CgroupSet Run(HostCgroups cgroups, ContainerId id, bool everywhere = false)
    {
        var set = cgroups.NewSet(id);
        try
        {
            cgroups.Prepare();
            foreach (var old in set.Directories)
                if (old.Exists && !CgroupTree.TryRemove(old))
                    throw new ContainmentException(FailureReason.AlreadyExists, id.Value, $"the cgroup {old.Path} is there already and something lives in it");
            cgroups.Remember(id, set);
            try
            {
                if (set.Unified is { } unified) cgroups.MakeUnified(unified);
                foreach (var directory in everywhere ? set.Legacy.Values.Distinct() : First(set)) LegacyBranch.Make(directory);
            }
            catch
            {
                Remove(cgroups, id, set);
                throw;
            }
            return set;
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal, "cgroups are made below this process's own, or below CgroupParent; is that writable here?");
        }
    }

    public static void Remove(HostCgroups cgroups, ContainerId id, CgroupSet set)
    {
        foreach (var directory in set.Directories) CgroupTree.TryRemove(directory);
        cgroups.Forget(id);
    }

    private static IEnumerable<CgroupDirectory> First(CgroupSet set)
    {
        string[] controllers = ["memory", "cpu", "pids", "cpuacct", .. set.Unified is null ? (string[])[DeviceGuard.Controller] : []];
        return controllers.Where(controller => set.Find(controller) is { Unified: false }).Select(controller => set.Legacy[controller]).Distinct();
    }
}
