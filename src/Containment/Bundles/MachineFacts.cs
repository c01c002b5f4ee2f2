using System.Globalization;
using Containment.Linux.Cgroups;
using Containment.Linux.Namespaces;

namespace Containment.Bundles;

/// <summary>What of a machine a specification may ask for, and not every machine has.</summary>
internal sealed record MachineFacts
{
    /// <summary>The capabilities that this process holds, and so can hand on where there is no user namespace.</summary>
    public ulong OwnCapabilities { get; init; } = ulong.MaxValue;

    /// <summary>Those that the kernel knows: all of them are held in a new user namespace.</summary>
    public ulong KnownCapabilities { get; init; } = ulong.MaxValue;

    public bool AppArmor { get; init; }
    public bool SeLinux { get; init; }

    /// <summary>Where the file system for Intel RDT is mounted; null where it is not.</summary>
    public string? ResourceControl { get; init; }

    /// <summary>Where hierarchies of cgroups are mounted.</summary>
    public IReadOnlyList<string> CgroupPoints { get; init; } = [];

    /// <summary>Whether a path leads to the namespace of a type (as config.json names it) in which this process is.</summary>
    public Func<string, string, bool> IsOwnNamespace { get; init; } = (_, _) => false;

    /// <summary>This machine, looked at once.</summary>
    public static MachineFacts Current { get; } = Look();

    private static MachineFacts Look()
    {
        var status = Lines("/proc/self/status").Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1].Trim());
        var last = int.TryParse(Lines("/proc/sys/kernel/cap_last_cap").FirstOrDefault(), out var number) ? number : 40;
        return new()
        {
            OwnCapabilities = Mask(status.GetValueOrDefault("CapPrm")) & Mask(status.GetValueOrDefault("CapBnd")),
            KnownCapabilities = (2UL << last) - 1,
            IsOwnNamespace = OwnNamespaces.Include,
            AppArmor = Lines("/sys/module/apparmor/parameters/enabled").FirstOrDefault() == "Y",
            SeLinux = Lines("/proc/filesystems").Any(line => line.EndsWith("\tselinuxfs", StringComparison.Ordinal)) && Lines("/proc/self/attr/current").Any(),
            CgroupPoints = [.. CgroupMount.Parse(string.Join('\n', Lines("/proc/self/mountinfo"))).Select(mount => mount.Point)],
            ResourceControl = Lines("/proc/self/mounts").Select(line => line.Split(' ')).FirstOrDefault(words => words is [_, _, "resctrl", ..])?[1],
        };
    }

    private static ulong Mask(string? hexadecimal) => ulong.TryParse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask) ? mask : ulong.MaxValue;

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
