using System.Globalization;

namespace Containment.Linux.Devices;

/// <summary>Allows or denies access to devices; a number that is null stands for all. Of several rules for one access the last counts.</summary>
internal readonly record struct DeviceRule(bool Allow, DeviceKind Kind, uint? Major, uint? Minor, DeviceAccess Access)
{
    public static DeviceRule DenyAll => new(false, DeviceKind.All, null, null, DeviceAccess.All);

    /// <summary>Whether nothing said before it matters any more.</summary>
    public bool IsEverything => this is { Kind: DeviceKind.All, Major: null, Minor: null, Access: DeviceAccess.All };

    /// <summary>As devices.allow and devices.deny take it and devices.list shows it (Documentation/admin-guide/cgroup-v1/devices.rst).</summary>
    public override string ToString()
    {
        var kind = Kind switch { DeviceKind.Block => 'b', DeviceKind.Character => 'c', _ => 'a' };
        return string.Create(CultureInfo.InvariantCulture, $"{kind} {Number(Major)}:{Number(Minor)} {(Access.HasFlag(DeviceAccess.Read) ? "r" : "")}{(Access.HasFlag(DeviceAccess.Write) ? "w" : "")}{(Access.HasFlag(DeviceAccess.MakeNode) ? "m" : "")}");
    }

    private static string Number(uint? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "*";
}
