using System.Text;
using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Rules;
using Containment.Images;
using Containment.Resources;

namespace Containment.Containers;

/// <summary>Describes a container that runs an OCI bundle. Pure.</summary>
internal static class BundleContainer
{
    public static ContainerSpec Describe(ContainerId id, Bundle bundle)
    {
        if (bundle.Spec.Process is null) throw new InvalidSpecException("process", null, "what to run");
        MachineRules.Check(bundle.Spec, MachineFacts.Current);
        var (process, linux) = (bundle.Spec.Process!, bundle.Spec.Linux);
        return new(id, new RootSource.Directory(bundle.RootPath), new ProcessSpec([.. process.Args ?? []])
        {
            Environment = (process.Env ?? []).Select(line => line.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(pairs => pairs.Key, pairs => pairs.Last() is [_, var value] ? value : ""),
            WorkingDirectory = process.Cwd,
            User = $"{process.User.Uid}:{process.User.Gid}",
            Terminal = process.Terminal,
            Capabilities = process.Capabilities?.Bounding ?? [],
        })
        {
            Isolation = new()
            {
                HostName = bundle.Spec.Hostname,
                UserNamespace = Has(linux, "user"),
                TimeNamespace = Has(linux, "time"),
                ReadOnlyRoot = bundle.Spec.Root?.Readonly ?? false,
            },
            Limits = OciLimits.From(linux?.Resources),
            Labels = bundle.Spec.Annotations ?? new Dictionary<string, string>(),
            BundlePath = bundle.Path,
            RuntimeConfig = Encoding.UTF8.GetString(RuntimeSpecText.Write(bundle.Spec)),
        };
    }

    private static bool Has(OciLinux? linux, string type) => linux?.Namespaces?.Any(space => space.Type == type) ?? false;
}
