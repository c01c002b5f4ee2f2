using Containment.Bundles.Oci;
using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources.Devices;
using Containment.Resources.Writes;

namespace Containment.Resources.Oci;

/// <summary>Makes the cgroups that a bundle asks for and sets all that it says of them. Nothing is left when it fails.</summary>
internal static class OciCreation
{
    public static (CgroupSet Set, IReadOnlyList<string> Warnings) Run(CgroupLayout layout, CgroupSet set, OciCgroupRequest request, bool inhabited = false)
    {
        if (!inhabited) Refuse(set);
        var branch = new OciBranch();
        try
        {
            var resources = request.Resources ?? new();
            set = Make(branch, layout, set, resources, request.Rootless && string.IsNullOrEmpty(request.CgroupsPath));
            return (set, Fill(set, resources));
        }
        catch (KernelRefusal refusal)
        {
            branch.Remove();
            throw new KernelException(refusal);
        }
        catch
        {
            branch.Remove();
            throw;
        }
    }

    /// <summary>Sets devices and limits of cgroups in which nothing runs yet.</summary>
    public static IReadOnlyList<string> Fill(CgroupSet set, OciResources resources)
    {
        List<string> warnings = [];
        if (DeviceGuard.Set(set, DeviceLists.Of(resources)) is { } unguarded) warnings.Add(unguarded);
        var list = OciWrites.All(set, resources, CgroupFiles.Kernel);
        using var transaction = new CgroupTransaction();
        foreach (var (field, write) in list.Writes) transaction.Write(write, toNew: true, field);
        transaction.Commit();
        return [.. warnings, .. list.Warnings];
    }

    // The limits of what lives there would become this container's, and its death theirs.
    private static void Refuse(CgroupSet set)
    {
        foreach (var directory in set.Directories.Where(directory => directory.Exists))
        {
            var count = CgroupTree.Pids(directory).Count;
            if (count > 0) throw new ContainmentException(FailureReason.AlreadyExists, directory.Path, $"container's cgroup is not empty: {count} process(es) found in {directory.Path}");
            if (directory.TryRead("cgroup.freeze")?.Trim() == "1" || directory.TryRead("freezer.state")?.Trim() is "FROZEN" or "FREEZING")
                throw new ContainmentException(FailureReason.AlreadyExists, directory.Path, $"container's cgroup unexpectedly frozen: {directory.Path}");
        }
    }

    private static CgroupSet Make(OciBranch branch, CgroupLayout layout, CgroupSet set, OciResources resources, bool lenient)
    {
        Dictionary<string, CgroupDirectory> legacy = [];
        foreach (var hierarchy in layout.Legacy.Concat(layout.Named))
        {
            var directory = set.Legacy[hierarchy.Controllers[0]];
            if (!Try(lenient, () => branch.MakeLegacy(hierarchy, directory))) continue;
            foreach (var controller in hierarchy.Controllers) legacy[controller] = directory;
        }
        if (layout.Unified is not { } v2 || set.Unified is not { } unified) return set with { Legacy = legacy };
        // A hybrid machine's v2 tree stays as it is but for what only it can give.
        var wanted = legacy.Count == 0 ? null : OciWrites.ControllersBeyond(resources).ToArray();
        return Try(lenient, () => branch.MakeUnified(v2, unified, wanted))
            ? new(unified, OciBranch.Words(unified, "cgroup.controllers"), legacy) : new(null, [], legacy);
    }

    private static bool Try(bool lenient, Action make)
    {
        try
        {
            make();
            return true;
        }
        catch (KernelRefusal refusal) when (lenient && (refusal.Error == Errno.EPERM || refusal.Error == Errno.EACCES || refusal.Error == Errno.EROFS))
        {
            return false;
        }
    }
}
