using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Users;

namespace Containment.Oci.Life;

/// <summary>A config.json to begin with. Pure.</summary>
internal static class StarterSpec
{
    private const string HostName = "containment-oci";

    public static RuntimeSpec OfRoot()
    {
        var spec = RuntimeSpecCompiler.Compile(new BundleSpec(new ProcessSpec("sh") { Terminal = true }), HostName, UserIdentity.Root, ids: null);
        return spec with
        {
            Linux = spec.Linux! with { Resources = new() { Devices = [new() { Allow = false, Access = "rwm" }] } },
        };
    }

    /// <summary>Root inside is the user; the network is the host's, because there is nobody who could connect another; nothing is said of resources.</summary>
    public static RuntimeSpec OfUser(uint uid, uint gid)
    {
        var spec = OfRoot();
        return spec with
        {
            Mounts = [.. spec.Mounts!.Select(ForUser)],
            Linux = spec.Linux! with
            {
                Namespaces = [.. spec.Linux.Namespaces!.Where(one => one.Type != "network"), new() { Type = "user" }],
                UidMappings = [new() { ContainerId = 0, HostId = uid, Size = 1 }],
                GidMappings = [new() { ContainerId = 0, HostId = gid, Size = 1 }],
                Resources = null,
            },
        };
    }

    // sysfs belongs to the network namespace, and the group of terminals is not mapped.
    private static OciMount ForUser(OciMount mount) => mount.Destination == "/sys"
        ? new() { Destination = "/sys", Type = "none", Source = "/sys", Options = ["rbind", "nosuid", "noexec", "nodev", "ro"] }
        : mount with { Options = mount.Options is { } options ? [.. options.Where(option => !option.StartsWith("gid=", StringComparison.Ordinal))] : null };
}
