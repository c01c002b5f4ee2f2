namespace Containment.Resources;

/// <summary>How a process is put into a container's cgroups.</summary>
/// <param name="UnifiedDirectory">The v2 directory, to be opened for CLONE_INTO_CGROUP; null on a machine with v1 only.</param>
/// <param name="LegacyProcsFiles">The cgroup.procs files of v1 hierarchies into which the process's id is written.</param>
internal sealed record CgroupPlacement(string? UnifiedDirectory, IReadOnlyList<string> LegacyProcsFiles);
