using System.Text.RegularExpressions;
using Containment.Bundles.Oci;
using Containment.Resources.Writes;

namespace Containment.Resources.Oci;

/// <summary>linux.resources.pids, hugepageLimits, network, rdma and unified (config-linux.md). Pure.</summary>
internal static partial class OciOtherWrites
{
    private const string Field = "linux.resources";

    public static void Pids(OciWriteList list, OciPids? pids)
    {
        if (pids is { Limit: not 0 })
            list.Home($"{Field}.pids.limit", "pids").Add($"{Field}.pids.limit", "pids.max", pids.Limit < 0 ? "max" : pids.Limit.ToString(Text.Culture));
    }

    public static void HugePages(OciWriteList list, IReadOnlyList<OciHugepageLimit>? limits)
    {
        foreach (var (limit, index) in (limits ?? []).Select((limit, index) => (limit, index)))
        {
            var field = $"{Field}.hugepageLimits[{index}]";
            if (!PageSize().IsMatch(limit.PageSize)) throw new InvalidSpecException($"{field}.pageSize", limit.PageSize, "a size such as 2MB");
            var home = list.Home(field, "hugetlb");
            var (stem, end) = ($"hugetlb.{limit.PageSize}.", home.Unified ? "max" : "limit_in_bytes");
            var bytes = limit.Limit.ToString(Text.Culture);
            home.Add(field, stem + end, bytes);
            // Pages that are reserved but not yet touched, counted apart since Linux 5.7.
            if (home.Has($"{stem}rsvd.{end}")) home.Add(field, $"{stem}rsvd.{end}", bytes);
        }
    }

    public static void Network(OciWriteList list, OciNetworkResources? network)
    {
        if (network?.ClassId is { } id) OnLegacy(list, $"{Field}.network.classID", "net_cls").Add($"{Field}.network.classID", "net_cls.classid", id.ToString(Text.Culture));
        foreach (var (priority, index) in (network?.Priorities ?? []).Select((priority, index) => (priority, index)))
        {
            var field = $"{Field}.network.priorities[{index}]";
            OnLegacy(list, field, "net_prio").Add(field, "net_prio.ifpriomap", $"{priority.Name} {priority.Priority.ToString(Text.Culture)}");
        }
    }

    public static void Rdma(OciWriteList list, IReadOnlyDictionary<string, OciRdma>? devices)
    {
        foreach (var (device, limits) in devices ?? new Dictionary<string, OciRdma>())
        {
            var field = $"{Field}.rdma.{device}";
            var parts = $"{Part("hca_handle", limits.HcaHandles)}{Part("hca_object", limits.HcaObjects)}";
            if (parts.Length > 0) list.Home(field, "rdma").Add(field, "rdma.max", device + parts);
        }
    }

    /// <summary>Files of v2 by their names; on a hybrid machine those whose controller v2 has.</summary>
    public static void Unified(OciWriteList list, IReadOnlyDictionary<string, string>? files)
    {
        foreach (var (file, value) in files ?? new Dictionary<string, string>())
        {
            var field = $"{Field}.unified[{file}]";
            if (file.Split('.', 2) is not [{ Length: > 0 } controller, { Length: > 0 }] || file.Contains('/', StringComparison.Ordinal))
                throw new InvalidSpecException($"{Field}.unified", file, "names of cgroup files, such as memory.high");
            var home = list.UnifiedHome(controller) ?? throw OciWriteList.Lacks(field, $"{field}: cgroup v2 does not have the controller \"{controller}\" here");
            foreach (var line in value.Split('\n', StringSplitOptions.RemoveEmptyEntries)) home.Add(field, file, line);
        }
    }

    private static OciHome OnLegacy(OciWriteList list, string field, string controller)
    {
        var home = list.Home(field, controller);
        home.OnlyLegacy(field);
        return home;
    }

    private static string Part(string key, uint? limit) => limit is { } number ? $" {key}={number.ToString(Text.Culture)}" : "";

    [GeneratedRegex(@"\A[1-9][0-9]*[KMG]B\z")]
    private static partial Regex PageSize();
}
