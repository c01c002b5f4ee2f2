namespace Containment.Checkpoints.Hindering;

/// <summary>What is mounted in a container.</summary>
internal static class MountRules
{
    private static readonly string[] Kernels = ["/proc/", "/sys/", "/dev/"];

    public static IEnumerable<Hindrance> Of(ContainerFacts facts)
    {
        foreach (var mount in facts.Mounts.Where(mount => IsServed(mount.Type) && !Kernels.Any(place => mount.Target.StartsWith(place, StringComparison.Ordinal))))
            yield return new(Weight.Doubt, "served-mount", $"{mount.Target} is a file system of type {mount.Type}", "whoever serves it must be there after a restore: one that a process inside serves, or that was mounted inside, can't be saved", $"unmount {mount.Target}, unless it is one that the container was described with");
    }

    private static bool IsServed(string type) => type.StartsWith("fuse", StringComparison.Ordinal) || type.StartsWith("nfs", StringComparison.Ordinal) || type is "cifs" or "smb3" or "ceph" or "9p";
}
