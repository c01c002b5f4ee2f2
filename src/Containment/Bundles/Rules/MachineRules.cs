using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>What a valid specification asks for and this machine can't give. It is refused by name: what should protect a container is never left out.</summary>
internal static class MachineRules
{
    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>; the subject is the field.</exception>
    public static void Check(RuntimeSpec spec, MachineFacts machine)
    {
        Check(spec.Process, machine);
        if (!machine.SeLinux) Refuse("linux.mountLabel", spec.Linux?.MountLabel, "SELinux is not enabled in this kernel");
        if (spec.Linux?.IntelRdt is not null && machine.ResourceControl is null) Refuse("linux.intelRdt", "set", "no resctrl file system is mounted, which needs a CPU with Intel RDT");
        foreach (var key in spec.Linux?.Sysctl?.Keys ?? []) NotOurs(spec, machine, SysctlRules.NamespaceOf(key), $"linux.sysctl.{key}");
        if (!string.IsNullOrEmpty(spec.Hostname)) NotOurs(spec, machine, "uts", "hostname");
        if (!string.IsNullOrEmpty(spec.Domainname)) NotOurs(spec, machine, "uts", "domainname");
    }

    /// <summary>A process alone, as an exec brings it.</summary>
    public static void Check(OciProcess? process, MachineFacts machine)
    {
        if (!machine.AppArmor) Refuse("process.apparmorProfile", process?.ApparmorProfile, "AppArmor is not enabled in this kernel");
        if (!machine.SeLinux) Refuse("process.selinuxLabel", process?.SelinuxLabel, "SELinux is not enabled in this kernel");
    }

    // A namespace that is joined by a path may be the one around us, and what is set there would be set for everybody.
    private static void NotOurs(RuntimeSpec spec, MachineFacts machine, string? type, string field)
    {
        if (spec.Linux?.Namespaces?.FirstOrDefault(one => one.Type == type)?.Path is { Length: > 0 } path && machine.IsOwnNamespace(type!, path))
            throw new ContainmentException(FailureReason.Unsupported, field, $"{field}: {path} is the {type} namespace of the machine, or of who begins the container; it is not the container's to change");
    }

    private static void Refuse(string field, string? value, string why)
    {
        if (!string.IsNullOrEmpty(value)) throw new ContainmentException(FailureReason.Unsupported, field, $"{field}: {why}");
    }
}
