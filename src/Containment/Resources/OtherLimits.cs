using Containment.Linux.Cgroups;
using Containment.Resources.Writes;

namespace Containment.Resources;

/// <summary>Reads limits back of controllers whose files v1 and v2 have alike. Of lists, what is limited.</summary>
internal static class OtherLimits
{
    public static ResourceLimits HugePages(CgroupDirectory directory, bool unified, ResourceLimits limits)
    {
        var end = unified ? ".max" : ".limit_in_bytes";
        var files = Directory.EnumerateFiles(directory.Path, $"hugetlb.*{end}").Select(path => Path.GetFileName(path)).Where(file => !file.Contains(".rsvd.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        List<HugePageLimit> found = [];
        foreach (var file in files)
            // v1 shows the largest number of whole pages where there is no limit.
            if (HugePageSize.TryParse(file["hugetlb.".Length..^end.Length], null, out var size) && CgroupText.Number(directory.TryRead(file)) is { } bytes && bytes <= long.MaxValue - size.Bytes)
                found.Add(new(size, CountLimit.Of(bytes / size.Bytes)));
        return limits with { HugePages = found };
    }

    public static ResourceLimits Rdma(CgroupDirectory directory, ResourceLimits limits) => limits with
    {
        Rdma = [.. Lines(directory, "rdma.max").Select(line => new RdmaLimit(line.Key) { Handles = Count(CgroupText.Part(line.Value, "hca_handle")), Objects = Count(CgroupText.Part(line.Value, "hca_object")) })
            .Where(limit => limit.Handles?.Count is not null || limit.Objects?.Count is not null)],
    };

    public static ResourceLimits Misc(CgroupDirectory directory, ResourceLimits limits) => limits with
    {
        Misc = [.. Lines(directory, "misc.max").Where(line => CgroupText.Number(line.Value) is not null).Select(line => new MiscLimit(line.Key, CountLimit.Of(CgroupText.Number(line.Value)!.Value)))],
    };

    public static ResourceLimits NetworkClass(CgroupDirectory directory, ResourceLimits limits) => limits with
    {
        NetworkClass = CgroupText.Number(directory.TryRead("net_cls.classid")) is { } number ? Resources.NetworkClass.OfNumber((uint)number) : null,
    };

    public static ResourceLimits NetworkPriorities(CgroupDirectory directory, ResourceLimits limits) => limits with
    {
        NetworkPriorities = [.. Lines(directory, "net_prio.ifpriomap").Where(line => uint.TryParse(line.Value, Text.Culture, out var priority) && priority > 0)
            .Select(line => new NetworkPriority(line.Key, uint.Parse(line.Value, Text.Culture)))],
    };

    private static CountLimit? Count(string? text) => text is null ? null : CgroupText.Number(text) is { } count ? CountLimit.Of(count) : CountLimit.None;

    private static IEnumerable<(string Key, string Value)> Lines(CgroupDirectory directory, string file) =>
        (directory.TryRead(file) ?? "").Split('\n').Select(line => line.Trim().Split(' ', 2)).Where(words => words.Length == 2).Select(words => (words[0], words[1]));
}
