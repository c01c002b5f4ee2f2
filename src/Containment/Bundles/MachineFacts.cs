using System.Globalization;
using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;

namespace Containment.Bundles;

/// <summary>What of a machine a specification may ask for, and not every machine has. Each is looked for when it is first asked for.</summary>
internal sealed record MachineFacts
{
    private Lazy<ulong> _ownCapabilities = new(ulong.MaxValue), _knownCapabilities = new(ulong.MaxValue);
    private Lazy<bool> _appArmor = new(() => false), _seLinux = new(() => false);
    private Lazy<string?> _resourceControl = new((string?)null);
    private Lazy<IReadOnlyList<string>> _cgroupPoints = new([]);

    /// <summary>The capabilities that this process holds, and so can hand on where there is no user namespace.</summary>
    public ulong OwnCapabilities { get => _ownCapabilities.Value; init => _ownCapabilities = new(value); }

    /// <summary>Those that the kernel knows: all of them are held in a new user namespace.</summary>
    public ulong KnownCapabilities { get => _knownCapabilities.Value; init => _knownCapabilities = new(value); }

    public bool AppArmor { get => _appArmor.Value; init => _appArmor = new(() => value); }
    public bool SeLinux { get => _seLinux.Value; init => _seLinux = new(() => value); }

    /// <summary>Where the file system for Intel RDT is mounted; null where it is not.</summary>
    public string? ResourceControl { get => _resourceControl.Value; init => _resourceControl = new(value); }

    /// <summary>Where hierarchies of cgroups are mounted.</summary>
    public IReadOnlyList<string> CgroupPoints { get => _cgroupPoints.Value; init => _cgroupPoints = new(value); }

    /// <summary>Whether a path leads to the namespace of a type (as config.json names it) in which this process is.</summary>
    public Func<string, string, bool> IsOwnNamespace { get; init; } = (_, _) => false;

    /// <summary>This machine; what was once looked for is remembered.</summary>
    public static MachineFacts Current { get; } = new()
    {
        _ownCapabilities = new(OwnMask),
        _knownCapabilities = new(() => (2UL << (int.TryParse(Lines("/proc/sys/kernel/cap_last_cap").FirstOrDefault(), CultureInfo.InvariantCulture, out var last) ? last : 40)) - 1),
        _appArmor = new(() => Lines("/sys/module/apparmor/parameters/enabled").FirstOrDefault() == "Y"),
        _seLinux = new(() => Lines("/proc/filesystems").Any(line => line.EndsWith("\tselinuxfs", StringComparison.Ordinal)) && Lines("/proc/self/attr/current").Length > 0),
        _resourceControl = new(() => Lines("/proc/self/mounts").Select(line => line.Split(' ')).FirstOrDefault(words => words is [_, _, "resctrl", ..])?[1]),
        _cgroupPoints = new(() => [.. CgroupMount.Parse(string.Join('\n', Lines("/proc/self/mountinfo"))).Select(mount => mount.Point)]),
        IsOwnNamespace = OwnNamespaces.Include,
    };

    private static ulong OwnMask()
    {
        var mask = ulong.MaxValue;
        foreach (var line in Lines("/proc/self/status"))
            if ((line.StartsWith("CapPrm:", StringComparison.Ordinal) || line.StartsWith("CapBnd:", StringComparison.Ordinal))
                && ulong.TryParse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var set)) mask &= set;
        return mask;
    }

    private static string[] Lines(string path) => KernelText.LinesOrNone(path);
}
