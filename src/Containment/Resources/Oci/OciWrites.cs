using Containment.Bundles.Oci;
using Containment.Linux.Cgroups;
using Containment.Resources.Writes;

namespace Containment.Resources.Oci;

/// <summary>Decides what linux.resources writes where, in order. Pure.</summary>
internal static class OciWrites
{
    /// <summary>Every field but the devices.</summary>
    public static WriteList All(CgroupSet set, OciResources resources, CgroupFiles files)
    {
        var list = new WriteList(set, files);
        OciCpuWrites.Add(list, resources.Cpu);
        OciMemoryWrites.Add(list, resources.Memory);
        OciOtherWrites.Pids(list, resources.Pids);
        OciBlockIoWrites.Add(list, resources.BlockIo);
        Rest(list, resources);
        return list;
    }

    /// <summary>The fields that <see cref="OciLimits"/> does not make limits of: a container of the library gets both.</summary>
    public static WriteList Beyond(CgroupSet set, OciResources resources, CgroupFiles files)
    {
        var list = new WriteList(set, files);
        OciCpuWrites.AddBeyond(list, resources.Cpu);
        OciMemoryWrites.AddBeyond(list, resources.Memory);
        OciBlockIoWrites.AddBeyond(list, resources.BlockIo);
        Rest(list, resources);
        return list;
    }

    /// <summary>The controllers that a container needs for what it asks beyond the limits.</summary>
    public static IEnumerable<string> ControllersBeyond(OciResources resources)
    {
        if (resources.Cpu is { RealtimePeriod: not null } or { RealtimeRuntime: not null }) yield return "cpu";
        if (resources.Memory is not null) yield return "memory";
        if (resources.BlockIo is { WeightDevice.Count: > 0 } or { LeafWeight: not null }) yield return "blkio";
        if (resources.HugepageLimits is { Count: > 0 }) yield return "hugetlb";
        if (resources.Network?.ClassId is not null) yield return "net_cls";
        if (resources.Network?.Priorities is { Count: > 0 }) yield return "net_prio";
        if (resources.Rdma is { Count: > 0 }) yield return "rdma";
        foreach (var file in resources.Unified?.Keys ?? []) yield return file.Split('.')[0];
    }

    // The files of v2 by name come last: whoever names them means them.
    private static void Rest(WriteList list, OciResources resources)
    {
        OciOtherWrites.HugePages(list, resources.HugepageLimits);
        OciOtherWrites.Network(list, resources.Network);
        OciOtherWrites.Rdma(list, resources.Rdma);
        OciOtherWrites.Unified(list, resources.Unified);
    }
}
