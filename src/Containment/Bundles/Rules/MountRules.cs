using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>config.md, "Mounts".</summary>
internal static class MountRules
{
    public static void Check(OciMount mount, string field)
    {
        Rule.AbsolutePath(mount.Destination, $"{field}.destination");
        Rule.NoLongerThan(mount.Type, $"{field}.type", 255);
        Rule.NoLongerThan(mount.Source, $"{field}.source", 4095);
        Rule.Each(mount.Options, $"{field}.options", (option, at) => Rule.Text(option, at, "a mount option"));
        var isBind = mount.Options?.Any(option => option is "bind" or "rbind") ?? false;
        if (isBind && string.IsNullOrEmpty(mount.Source)) throw new InvalidSpecException($"{field}.source", mount.Source, "what to bind");
        if (!isBind && string.IsNullOrEmpty(mount.Type)) throw new InvalidSpecException($"{field}.type", mount.Type, "a file system type, or the option bind or rbind");
        if (mount.UidMappings is null != mount.GidMappings is null) throw new InvalidSpecException($"{field}.uidMappings", mount.UidMappings is null ? null : "there", "both uidMappings and gidMappings, or neither");
        IdMappingRules.Check(mount.UidMappings, $"{field}.uidMappings");
        IdMappingRules.Check(mount.GidMappings, $"{field}.gidMappings");
    }
}
