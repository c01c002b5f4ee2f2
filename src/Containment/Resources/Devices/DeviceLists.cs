using Containment.Bundles.Oci;
using Containment.Linux.Devices;

namespace Containment.Resources.Devices;

/// <summary>Which devices a container may use. Pure.</summary>
internal static class DeviceLists
{
    /// <summary>
    /// What every container may use, as with runc: nodes can be made but not opened, and there are null, zero, full,
    /// random, urandom, tty, ptmx and the pseudo-terminals. Not 5:1: a container's /dev/console is one of the latter, and the
    /// machine's is not its business.
    /// </summary>
    public static IReadOnlyList<DeviceRule> Usual { get; } =
    [
        new(true, DeviceKind.Character, null, null, DeviceAccess.MakeNode), new(true, DeviceKind.Block, null, null, DeviceAccess.MakeNode),
        Node(1, 3), Node(1, 5), Node(1, 7), Node(1, 8), Node(1, 9), Node(5, 0), Node(5, 2), Node(136, null),
    ];

    /// <summary>What a container gets of which nothing is said.</summary>
    public static IReadOnlyList<DeviceRule> Default { get; } = Of(null);

    /// <summary>What linux.resources.devices says, then what every container may use. Nothing else.</summary>
    public static IReadOnlyList<DeviceRule> Of(OciResources? resources) =>
        [DeviceRule.DenyAll, .. (resources?.Devices ?? []).Select(Rule), .. Usual];

    /// <summary>The same, and then what was said of the container itself.</summary>
    public static IReadOnlyList<DeviceRule> Of(OciResources? resources, IReadOnlyList<DevicePermission> permissions) =>
        permissions.Count > 0 ? [.. Of(resources), .. permissions.Select(permission => permission.Rule)] : resources?.Devices is null ? Default : Of(resources);

    private static DeviceRule Rule(OciDeviceRule rule, int index)
    {
        var field = $"linux.resources.devices[{index}]";
        var kind = rule.Type switch { null or "" or "a" => DeviceKind.All, "b" => DeviceKind.Block, "c" or "u" => DeviceKind.Character, _ => throw new InvalidSpecException($"{field}.type", rule.Type, "a, b or c") };
        return new(rule.Allow, kind, Number(rule.Major, $"{field}.major"), Number(rule.Minor, $"{field}.minor"), Access(rule.Access, $"{field}.access"));
    }

    private static uint? Number(long? number, string field) => number switch
    {
        null or -1 => null,
        >= 0 and <= uint.MaxValue => (uint)number,
        _ => throw new InvalidSpecException(field, number, "a device number, or -1 for all"),
    };

    private static DeviceAccess Access(string? letters, string field) => string.IsNullOrEmpty(letters) ? DeviceAccess.All
        : letters.Aggregate(DeviceAccess.None, (access, letter) => access | letter switch
        {
            'r' => DeviceAccess.Read,
            'w' => DeviceAccess.Write,
            'm' => DeviceAccess.MakeNode,
            _ => throw new InvalidSpecException(field, letters, "letters of rwm"),
        });

    private static DeviceRule Node(uint major, uint? minor) => new(true, DeviceKind.Character, major, minor, DeviceAccess.All);
}
