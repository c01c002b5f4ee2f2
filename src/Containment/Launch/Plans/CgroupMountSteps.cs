using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;

namespace Containment.Launch.Plans;

/// <summary>
/// What a mount of type cgroup is on this machine. With v1 hierarchies it is a tmpfs with a directory for each, in which the container
/// sees its own cgroup; with v2 alone it is that. Containers of layers have v2 even beside v1 ones, unless they are to have containers of their own.
/// </summary>
internal static class CgroupMountSteps
{
    public static IEnumerable<TreeMount> Open(LaunchScope scope, OciMount mount, MountOptions options)
    {
        var cgroup = scope.Request.Cgroup;
        if (mount.Type == "cgroup" && scope.Legacy && (scope.Request.Root is LaunchRoot.Plain || scope.Request.OwnHierarchies)) return Hierarchies(scope, mount, options);
        if (cgroup.UnifiedDirectory is null)
        {
            scope.Warnings.Add($"mounts: {mount.Destination} is left out, because the container has no cgroup of version 2");
            return [];
        }
        // It is mounted only by who owns the cgroup namespace; others see the host's.
        if (scope.Ids is not null && !scope.Namespaces.Has(Flags.NewCgroup) && scope.Request.Machine.CgroupPoints.FirstOrDefault(point => Within(cgroup.UnifiedDirectory, point)) is { } top)
            return [Bind(scope, mount.Destination, top, options)];
        return [new(mount, options, null, IsBind: false)];
    }

    private static List<TreeMount> Hierarchies(LaunchScope scope, OciMount mount, MountOptions options)
    {
        List<(string Name, string Target)> links = [];
        List<TreeMount> inside = [];
        var placement = scope.Request.Cgroup;
        var directories = placement.LegacyProcsFiles.Select(file => Path.GetDirectoryName(file)!).Concat(placement.UnifiedDirectory is { } unified ? [unified] : []);
        foreach (var directory in directories.Distinct())
        {
            var point = scope.Request.Machine.CgroupPoints.Where(point => Within(directory, point)).MaxBy(point => point.Length)
                ?? throw new InvalidSpecException("mounts.type", "cgroup", $"a hierarchy of cgroups that is mounted above {directory}");
            var name = Path.GetFileName(point);
            if (inside.Any(other => other.Mount.Destination == $"{mount.Destination}/{name}")) continue;
            inside.Add(Bind(scope, $"{mount.Destination}/{name}", directory, options) with { PlaceInLast = name });
            if (name.Contains(',')) links.AddRange(name.Split(',').Select(controller => (controller, name)));
        }
        var top = new TreeMount(mount with { Type = "tmpfs", Source = "cgroup" }, options with { Data = [new("mode", "755")] }, null, IsBind: false) { Links = links };
        return [top, .. inside];
    }

    private static TreeMount Bind(LaunchScope scope, string destination, string directory, MountOptions options)
    {
        var mount = new OciMount { Destination = destination, Type = "bind", Source = directory };
        var bound = options with { Bind = BindKind.Single, Data = [], Propagation = [] };
        return new(mount, bound, BindSteps.Open(scope, mount, bound), IsBind: true);
    }

    private static bool Within(string directory, string point) => directory == point || directory.StartsWith(point + "/", StringComparison.Ordinal);
}
