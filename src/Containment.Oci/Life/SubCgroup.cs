using Containment.Oci.CommandLine;
using Containment.Resources;

namespace Containment.Oci.Life;

/// <summary>The cgroups below a container's own in which exec --cgroup puts a process: <c>[controller[,controller]:]path</c>.</summary>
internal static class SubCgroup
{
    /// <exception cref="UsageException">One that leads out of the container's cgroup, is not there, or names no controller that the container has.</exception>
    public static CgroupPlacement Below(CgroupPlacement placement, IReadOnlyDictionary<string, string> paths, IReadOnlyList<string> wanted)
    {
        foreach (var text in wanted)
        {
            var colon = text.IndexOf(':');
            var path = text[(colon + 1)..].Trim('/');
            if (path.Split('/').Contains("..")) throw new UsageException($"{text} is not a sub cgroup path");
            placement = colon < 0 ? All(placement, path) : text[..colon].Split(',').Aggregate(placement, (so, controller) => One(so, paths, controller, path));
        }
        return placement;
    }

    private static CgroupPlacement All(CgroupPlacement placement, string path) =>
        new(placement.UnifiedDirectory is { } unified ? Existing($"{unified}/{path}") : null, [.. placement.LegacyProcsFiles.Select(file => Lower(file, path))]);

    private static CgroupPlacement One(CgroupPlacement placement, IReadOnlyDictionary<string, string> paths, string controller, string path)
    {
        if (!paths.TryGetValue(controller, out var directory)) throw new UsageException($"unknown controller {controller} in --cgroup");
        return placement with { LegacyProcsFiles = [.. placement.LegacyProcsFiles.Select(file => Path.GetDirectoryName(file) == directory ? Lower(file, path) : file)] };
    }

    private static string Lower(string file, string path) => $"{Existing($"{Path.GetDirectoryName(file)}/{path}")}/{Path.GetFileName(file)}";

    private static string Existing(string directory) => Directory.Exists(directory) ? directory : throw new UsageException($"{directory} is no cgroup");
}
