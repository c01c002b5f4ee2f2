namespace Containment.Devices.Texts;

/// <summary>Devices that have a short name.</summary>
internal static class DeviceClasses
{
    public const string Gpu = "gpu";

    private static readonly Dictionary<string, string> Nodes = new() { ["kvm"] = "/dev/kvm", ["fuse"] = "/dev/fuse", ["tun"] = "/dev/net/tun" };

    public static string Checked(string? kind) => Is(kind) ? kind! : throw new InvalidSpecException("devices.class", kind, "kvm, fuse, tun or gpu");

    public static bool Is(string? kind) => kind is Gpu || kind is not null && Nodes.ContainsKey(kind);

    /// <summary>The node of a class that has one; null where a class may have any number.</summary>
    public static string? NodeOf(string kind) => Nodes.GetValueOrDefault(kind);
}
