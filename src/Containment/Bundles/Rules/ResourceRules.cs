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
        if (resources.BlockIo?.Weight is { } weight and not 0) Rule.Range(weight, $"{field}.blockIO.weight", 10, 1000);
        Rule.Each(resources.HugepageLimits, $"{field}.hugepageLimits", (limit, at) => Rule.Text(limit.PageSize, $"{at}.pageSize", "a size such as 2MB"));
        // The key becomes the name of a file in the cgroup.
        foreach (var (key, value) in resources.Unified ?? new Dictionary<string, string>())
            if (key.Length == 0 || key.Contains('/', StringComparison.Ordinal) || key.Contains('\0', StringComparison.Ordinal) || value is null) throw new InvalidSpecException($"{field}.unified", key, "names of cgroup files, such as memory.high, with values");
    }
}
