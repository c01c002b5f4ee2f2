using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>config-linux.md.</summary>
internal static class LinuxRules
{
    public static void Check(OciLinux? linux)
    {
        if (linux is null) return;
        Rule.Each(linux.Namespaces, "linux.namespaces", (one, at) =>
        {
            Rule.OneOf(one.Type, $"{at}.type", "pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time");
            if (one.Path is not null) Rule.AbsolutePath(one.Path, $"{at}.path");
        });
        Rule.NoDoubles(linux.Namespaces, one => one.Type, "linux.namespaces");
        Users(linux);
        Times(linux);
        Rule.Each(linux.Devices, "linux.devices", Device);
        Rule.NoDoubles(linux.Devices, device => device.Path, "linux.devices");
        Rule.Each(linux.MaskedPaths, "linux.maskedPaths", Rule.AbsolutePath);
        Rule.Each(linux.ReadonlyPaths, "linux.readonlyPaths", Rule.AbsolutePath);
        Rule.NoLongerThan(linux.CgroupsPath, "linux.cgroupsPath", 4095);
        if (!string.IsNullOrEmpty(linux.RootfsPropagation))
            Rule.OneOf(linux.RootfsPropagation, "linux.rootfsPropagation", "shared", "slave", "private", "unbindable", "rshared", "rslave", "rprivate", "runbindable");
        SysctlRules.Check(linux);
        if (linux.Personality is { } personality)
        {
            Rule.OneOf(personality.Domain, "linux.personality.domain", "LINUX", "LINUX32");
            Rule.Strings(personality.Flags, "linux.personality.flags");
            if (personality.Flags is { Count: > 0 } flags) throw new InvalidSpecException("linux.personality.flags", string.Join(',', flags), "no flag: the specification has none");
        }
        ResourceRules.Check(linux.Resources, "linux.resources");
        SeccompRules.Check(linux.Seccomp, "linux.seccomp");
    }

    private static void Users(OciLinux linux)
    {
        IdMappingRules.Check(linux.UidMappings, "linux.uidMappings");
        IdMappingRules.Check(linux.GidMappings, "linux.gidMappings");
        var user = linux.Namespaces?.FirstOrDefault(one => one.Type == "user");
        foreach (var (mappings, field) in ((IReadOnlyList<OciIdMapping>?, string)[])[(linux.UidMappings, "linux.uidMappings"), (linux.GidMappings, "linux.gidMappings")])
        {
            if (user is null && mappings is { Count: > 0 }) throw new InvalidSpecException(field, "there", "nothing without a namespace of type user in linux.namespaces");
            if (user is { Path: null } && mappings is not { Count: > 0 }) throw new InvalidSpecException(field, null, "at least one mapping for the new user namespace");
        }
    }

    private static void Times(OciLinux linux)
    {
        Rule.Each(linux.TimeOffsets, "linux.timeOffsets", (clock, offset, at) =>
        {
            Rule.OneOf(clock, "linux.timeOffsets", "monotonic", "boottime");
            Rule.Range(offset.Nanosecs, $"{at}.nanosecs", 0, 999_999_999);
            if (linux.Namespaces?.Any(one => one.Type == "time") is not true) throw new InvalidSpecException("linux.timeOffsets", "there", "nothing without a namespace of type time in linux.namespaces");
        });
    }

    private static void Device(OciDevice device, string field)
    {
        Rule.OneOf(device.Type, $"{field}.type", "c", "b", "u", "p");
        Rule.AbsolutePath(device.Path, $"{field}.path");
        if (device.Type == "p") return;
        if (device.Major is null) throw new InvalidSpecException($"{field}.major", null, "the major number");
        if (device.Minor is null) throw new InvalidSpecException($"{field}.minor", null, "the minor number");
        Rule.Range(device.Major, $"{field}.major", 0, uint.MaxValue);
        Rule.Range(device.Minor, $"{field}.minor", 0, uint.MaxValue);
    }
}
