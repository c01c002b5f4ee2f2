using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;

namespace Containment.Resources.Merging;

/// <summary>Reads /proc/PID/ksm_stat.</summary>
internal static class MergeStat
{
    // struct ksm_rmap_item on 64-bit machines, as the kernel itself counts it in ksm_process_profit.
    private const long TrackingBytes = 64;

    public static MergedMemory Sum(IEnumerable<int> pids)
    {
        var sum = MergedMemory.Zero;
        foreach (var pid in pids)
        {
            try
            {
                var one = Parse(KernelText.Read($"/proc/{pid}/ksm_stat"));
                sum = new(sum.MergedBytes + one.MergedBytes, sum.CostBytes + one.CostBytes);
            }
            catch (KernelRefusal)
            {
                // It has ended since it was listed, or is not ours to look at, or the kernel has no KSM.
            }
        }
        return sum;
    }

    public static MergedMemory Parse(string text)
    {
        var pages = (CgroupText.Value(text, "ksm_merging_pages") ?? 0) + (CgroupText.Value(text, "ksm_zero_pages") ?? 0);
        return new(pages * Environment.SystemPageSize, (CgroupText.Value(text, "ksm_rmap_items") ?? 0) * TrackingBytes);
    }
}
