namespace Containment.Resources.Writes;

/// <summary>Files that limits and config.json write in the same way. Pure.</summary>
internal static class SharedWrites
{
    /// <param name="list">Where to.</param>
    /// <param name="field">The field that asks for it.</param>
    /// <param name="size">As in the file's name: 2MB.</param>
    /// <param name="bytes">Null for no limit.</param>
    public static void HugePages(WriteList list, string field, string size, long? bytes)
    {
        var home = list.Home(field, "hugetlb");
        var (stem, end) = ($"hugetlb.{size}.", home.Unified ? "max" : "limit_in_bytes");
        var value = home.Unified ? Text.OrMax(bytes) : Text.OrMinusOne(bytes);
        home.Add(field, stem + end, value);
        // Pages that are reserved but not yet touched, counted apart since Linux 5.7.
        if (home.Has($"{stem}rsvd.{end}")) home.Add(field, $"{stem}rsvd.{end}", value);
    }

    public static void Rdma(WriteList list, string field, string device, string? handles, string? objects)
    {
        var parts = $"{Part("hca_handle", handles)}{Part("hca_object", objects)}";
        if (parts.Length > 0) list.Home(field, "rdma").Add(field, "rdma.max", device + parts);
    }

    public static void NetworkClass(WriteList list, string field, uint number) => OnLegacy(list, field, "net_cls").Add(field, "net_cls.classid", number.ToString(Text.Culture));

    public static void NetworkPriority(WriteList list, string field, string name, uint priority) =>
        OnLegacy(list, field, "net_prio").Add(field, "net_prio.ifpriomap", $"{name} {priority.ToString(Text.Culture)}");

    private static ControllerHome OnLegacy(WriteList list, string field, string controller)
    {
        var home = list.Home(field, controller);
        home.OnlyLegacy(field);
        return home;
    }

    private static string Part(string key, string? limit) => limit is null ? "" : $" {key}={limit}";
}
