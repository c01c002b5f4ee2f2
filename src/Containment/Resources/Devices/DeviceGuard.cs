using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Linux.Devices;

namespace Containment.Resources.Devices;

/// <summary>Puts a list of devices in force: by v1's controller where the container has a cgroup of it, else by a program on the v2 cgroup.</summary>
internal static class DeviceGuard
{
    public const string Controller = "devices", Field = "linux.resources.devices";

    // In a user namespace the kernel takes no such program, and nobody there can make a device node that works.
    private static readonly Lazy<bool> Confined = new(() => !Environment.IsPrivilegedProcess
        || File.ReadAllText("/proc/self/uid_map").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) is not ["0", "0", "4294967295"]);

    // Loading is most of the cost, and nearly all containers have the same.
    private static readonly Lazy<Descriptor> DefaultProgram = new(() => DeviceFilter.Load(DeviceLists.Default), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>What is in force, to be put back by <see cref="DeviceFilter.Restore"/>; null where there is no list.</summary>
    public static DeviceFilterState? Save(CgroupSet set)
    {
        try
        {
            return set.Legacy.TryGetValue(Controller, out var legacy) && legacy.Exists ? DeviceFilter.Save(legacy, unified: false)
                : set.Unified is { } unified ? DeviceFilter.Save(unified, unified: true) : null;
        }
        catch (KernelRefusal refusal) when (Confined.Value && (refusal.Error == Errno.EPERM || refusal.Error == Errno.EACCES))
        {
            return null;
        }
    }

    /// <summary>Null, or a sentence that says why there is no list.</summary>
    /// <exception cref="ContainmentException">Unsupported: neither is here.</exception>
    /// <exception cref="InvalidSpecException">v1 can't hold these rules.</exception>
    public static string? Set(CgroupSet set, IReadOnlyList<DeviceRule> rules, string field = Field)
    {
        try
        {
            if (set.Legacy.TryGetValue(Controller, out var legacy) && legacy.Exists) DeviceFilter.SetLegacy(legacy, rules);
            else if (set.Unified is { } unified && rules == DeviceLists.Default) DeviceFilter.SetUnified(unified, DefaultProgram.Value);
            else if (set.Unified is { } other) DeviceFilter.SetUnified(other, rules);
            else if (Confined.Value) return Absent(field, "no cgroup is ours");
            else throw new ContainmentException(FailureReason.Unsupported, field, $"{field} needs cgroup v2 or the v1 controller \"{Controller}\"; neither is here");
            return null;
        }
        catch (KernelRefusal refusal) when (Confined.Value && (refusal.Error == Errno.EPERM || refusal.Error == Errno.EACCES))
        {
            return Absent(field, refusal.Message);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal, refusal.Error == Errno.EPERM ? "the cgroup above may not use this device"
                : refusal.Error == Errno.EINVAL ? "this kernel lacks CONFIG_CGROUP_BPF" : null);
        }
        catch (NotSupportedException unfit)
        {
            throw new InvalidSpecException(field, unfit.Message, "rules that cgroup v1 can hold", unfit);
        }
    }

    private static string Absent(string field, string why) => $"{field}: no list of devices is in force in a user namespace ({why})";
}
