namespace Containment.Linux.Cgroups;

/// <summary>A hierarchy that can be used, and where this process is in it.</summary>
/// <param name="Controllers">What it controls; for v2 what can be handed to cgroups below.</param>
/// <param name="Top">The directory where it is mounted.</param>
/// <param name="Own">The directory of this process's own cgroup.</param>
internal sealed record CgroupHierarchy(IReadOnlyList<string> Controllers, string Top, string Own)
{
    public bool IsNamed => Controllers is [var only] && only.StartsWith("name=", StringComparison.Ordinal);
}
