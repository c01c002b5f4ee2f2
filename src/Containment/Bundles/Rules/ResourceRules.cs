using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>config-linux.md, "Control groups".</summary>
internal static class ResourceRules
{
    public static void Check(OciResources? resources, string field)
    {
        if (resources is null) return;
        Rule.Each(resources.Devices, $"{field}.devices", (rule, at) =>
        {
            if (!string.IsNullOrEmpty(rule.Type)) Rule.OneOf(rule.Type, $"{at}.type", "a", "c", "b");
            if (rule.Access?.Any(right => right is not ('r' or 'w' or 'm')) is true) throw new InvalidSpecException($"{at}.access", rule.Access, "letters of rwm");
        });
        if (resources.Memory is { } memory)
        {
            Rule.Range(memory.Limit, $"{field}.memory.limit", -1, long.MaxValue);
            Rule.Range(memory.Reservation, $"{field}.memory.reservation", -1, long.MaxValue);
            Rule.Range(memory.Swap, $"{field}.memory.swap", -1, long.MaxValue);
            Rule.Range((long?)Math.Min(memory.Swappiness ?? 0, long.MaxValue), $"{field}.memory.swappiness", 0, 100);
        }
        if (resources.Cpu is { } cpu)
        {
            Rule.Range(cpu.Quota, $"{field}.cpu.quota", -1, long.MaxValue);
            Rule.Range(cpu.Idle, $"{field}.cpu.idle", 0, 1);
        }
        if (resources.Pids is { } pids) Rule.Range(pids.Limit, $"{field}.pids.limit", -1, long.MaxValue);
        if (resources.BlockIo is { } io) BlockIo(io, $"{field}.blockIO");
        Rule.Each(resources.Network?.Priorities, $"{field}.network.priorities", (priority, at) => Rule.Text(priority.Name, $"{at}.name", "the name of a network interface"));
        Rule.Each(resources.Rdma, $"{field}.rdma", (device, _, at) => Rule.Text(device, at, "the name of a device"));
        Rule.Each(resources.HugepageLimits, $"{field}.hugepageLimits", (limit, at) => Rule.Text(limit.PageSize, $"{at}.pageSize", "a size such as 2MB"));
        // The key becomes the name of a file in the cgroup.
        Rule.Each(resources.Unified, $"{field}.unified", (key, _, _) =>
        {
            if (key.Length == 0 || key.Contains('/', StringComparison.Ordinal) || key.Contains('\0', StringComparison.Ordinal)) throw new InvalidSpecException($"{field}.unified", key, "names of cgroup files, such as memory.high");
        });
    }

    private static void BlockIo(OciBlockIo io, string field)
    {
        if (io.Weight is { } weight and not 0) Rule.Range(weight, $"{field}.weight", 10, 1000);
        Rule.Each(io.WeightDevice, $"{field}.weightDevice", (device, at) => Number(device.Major, device.Minor, at));
        foreach (var (devices, name) in ((IReadOnlyList<OciThrottleDevice>?, string)[])[(io.ThrottleReadBpsDevice, "throttleReadBpsDevice"), (io.ThrottleWriteBpsDevice, "throttleWriteBpsDevice"),
            (io.ThrottleReadIopsDevice, "throttleReadIOPSDevice"), (io.ThrottleWriteIopsDevice, "throttleWriteIOPSDevice")])
            Rule.Each(devices, $"{field}.{name}", (device, at) => Number(device.Major, device.Minor, at));
    }

    private static void Number(long major, long minor, string field)
    {
        Rule.Range(major, $"{field}.major", 0, uint.MaxValue);
        Rule.Range(minor, $"{field}.minor", 0, uint.MaxValue);
    }
}
