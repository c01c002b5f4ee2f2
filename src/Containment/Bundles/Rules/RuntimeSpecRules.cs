using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>
/// What must hold for a config.json beyond its form, so that what follows can rely on it. Throws an
/// <see cref="InvalidSpecException"/> that names the field as a path. What only a certain machine can't give is not judged here.
/// </summary>
internal static class RuntimeSpecRules
{
    /// <summary>The specification itself, with what was left out but has a default put in.</summary>
    public static RuntimeSpec Check(RuntimeSpec spec)
    {
        OciVersion.Check(spec.OciVersion);
        if (spec.Root is null) throw new InvalidSpecException("root", null, "an object with the path of the root file system");
        Rule.Text(spec.Root.Path, "root.path", "the path of the root file system");
        Rule.NoLongerThan(spec.Hostname, "hostname", 64);
        Rule.NoLongerThan(spec.Domainname, "domainname", 64);
        if (spec.Process is { } process) spec = spec with { Process = process with { User = process.User ?? new() } };
        ProcessRules.Check(spec.Process, "process");
        Rule.Each(spec.Mounts, "mounts", MountRules.Check);
        if (spec.Mounts is { } mounts) spec = spec with { Mounts = [.. mounts.Select(MountRules.Plain)] };
        HookRules.Check(spec.Hooks);
        LinuxRules.Check(spec.Linux);
        foreach (var (name, field) in ((string?, string)[])[(spec.Hostname, "hostname"), (spec.Domainname, "domainname")])
            if (!string.IsNullOrEmpty(name) && spec.Linux?.Namespaces?.Any(one => one.Type == "uts") is not true)
                throw new InvalidSpecException(field, name, "nothing without a namespace of type uts in linux.namespaces");
        Rule.Each(spec.Annotations, "annotations", (key, _, _) =>
        {
            if (key.Length == 0) throw new InvalidSpecException("annotations", key, "keys that are not empty");
        });
        return spec;
    }
}
