using System.Text.RegularExpressions;
using Containment.Bundles.Oci;
using Containment.Resources.Writes;

namespace Containment.Resources.Oci;

/// <summary>linux.resources.pids, hugepageLimits, network, rdma and unified (config-linux.md). Pure.</summary>
internal static partial class OciOtherWrites
{
    private const string Field = "linux.resources";

    public static void Pids(WriteList list, OciPids? pids)
    {
        if (pids is { Limit: not 0 })
            list.Home($"{Field}.pids.limit", "pids").Add($"{Field}.pids.limit", "pids.max", pids.Limit < 0 ? "max" : pids.Limit.ToString(Text.Culture));
    }

    public static void HugePages(WriteList list, IReadOnlyList<OciHugepageLimit>? limits)
    {
        foreach (var (limit, index) in (limits ?? []).Select((limit, index) => (limit, index)))
        {
            var field = $"{Field}.hugepageLimits[{index}]";
            if (!PageSize().IsMatch(limit.PageSize)) throw new InvalidSpecException($"{field}.pageSize", limit.PageSize, "a size such as 2MB");
            SharedWrites.HugePages(list, field, limit.PageSize, (long)Math.Min(limit.Limit, long.MaxValue));
        }
    }

    public static void Network(WriteList list, OciNetworkResources? network)
    {
        if (network?.ClassId is { } id) SharedWrites.NetworkClass(list, $"{Field}.network.classID", id);
        foreach (var (priority, index) in (network?.Priorities ?? []).Select((priority, index) => (priority, index)))
            SharedWrites.NetworkPriority(list, $"{Field}.network.priorities[{index}]", priority.Name, priority.Priority);
    }

    public static void Rdma(WriteList list, IReadOnlyDictionary<string, OciRdma>? devices)
    {
        foreach (var (device, limits) in devices ?? new Dictionary<string, OciRdma>())
            SharedWrites.Rdma(list, $"{Field}.rdma.{device}", device, limits.HcaHandles?.ToString(Text.Culture), limits.HcaObjects?.ToString(Text.Culture));
    }

    /// <summary>Files of v2 by their names; on a hybrid machine those whose controller v2 has.</summary>
    public static void Unified(WriteList list, IReadOnlyDictionary<string, string>? files)
    {
        foreach (var (file, value) in files ?? new Dictionary<string, string>())
        {
            var field = $"{Field}.unified[{file}]";
            if (file.Split('.', 2) is not [{ Length: > 0 } controller, { Length: > 0 }] || file.Contains('/', StringComparison.Ordinal))
                throw new InvalidSpecException($"{Field}.unified", file, "names of cgroup files, such as memory.high");
            var home = list.UnifiedHome(controller) ?? throw WriteList.Lacks(field, $"{field}: cgroup v2 does not have the controller \"{controller}\" here");
            foreach (var line in value.Split('\n', StringSplitOptions.RemoveEmptyEntries)) home.Add(field, file, line);
        }
    }

    [GeneratedRegex(@"\A[1-9][0-9]*[KMG]B\z")]
    private static partial Regex PageSize();
}
