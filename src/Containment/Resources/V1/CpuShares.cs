namespace Containment.Resources.V1;

/// <summary>
/// cpu.weight as cpu.shares, by the kernel's own measure (sched_weight_from_cgroup and sched_weight_to_cgroup in
/// kernel/sched): 100 is 1,024, and ratios between containers stay what they are.
/// </summary>
internal static class CpuShares
{
    public static long Of(CpuWeight weight) => Math.Max(2, (weight.Value * 1024L + 50) / 100);

    public static CpuWeight ToWeight(long shares) => new((int)Math.Clamp((shares * 100 + 512) / 1024, 1, 10_000));
}
