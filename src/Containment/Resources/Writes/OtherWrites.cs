namespace Containment.Resources.Writes;

/// <summary>Limits on processes, huge pages, RDMA and others as files of either version, and v1's marks of traffic. Pure.</summary>
internal static class OtherWrites
{
    public static void Add(WriteList list, ResourceLimits limits)
    {
        if (limits.Pids is { } pids) list.Home(nameof(limits.Pids), "pids").Add(nameof(limits.Pids), "pids.max", Text.OrMax(pids.Count));
        foreach (var pages in limits.HugePages)
            SharedWrites.HugePages(list, nameof(limits.HugePages), pages.Size.ToString(), pages.Pages.Count is { } count ? count > long.MaxValue / pages.Size.Bytes ? long.MaxValue : count * pages.Size.Bytes : null);
        foreach (var rdma in limits.Rdma) SharedWrites.Rdma(list, nameof(limits.Rdma), rdma.Device, Max(rdma.Handles), Max(rdma.Objects));
        foreach (var misc in limits.Misc) list.Home(nameof(limits.Misc), "misc").Add(nameof(limits.Misc), "misc.max", $"{misc.Resource} {Text.OrMax(misc.Count.Count)}");
        if (limits.NetworkClass is { } mark) SharedWrites.NetworkClass(list, nameof(limits.NetworkClass), mark.Number);
        foreach (var priority in limits.NetworkPriorities) SharedWrites.NetworkPriority(list, nameof(limits.NetworkPriorities), priority.Interface, priority.Priority);
    }

    private static string? Max(CountLimit? limit) => limit is { } given ? Text.OrMax(given.Count) : null;
}
