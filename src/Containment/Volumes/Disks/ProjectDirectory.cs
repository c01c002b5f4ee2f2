using Containment.Linux.Descriptors;
using Containment.Linux.Mounts;

namespace Containment.Volumes.Disks;

/// <summary>A directory of a project of its own, which the file system keeps within its limit. Whose project it is stands in the directory itself.</summary>
internal static class ProjectDirectory
{
    /// <summary>Whether there is such a thing where a directory is.</summary>
    public static bool CanBeIn(Descriptor directory) => ProjectQuotas.AreEnforced(directory);

    /// <summary>Makes an empty directory one.</summary>
    /// <exception cref="KernelRefusal">The file system has no projects.</exception>
    public static async Task BoundAsync(string path, long bytes, CancellationToken cancellation)
    {
        // Two that both found a number free would share a quota.
        using var alone = await ProjectNumbers.LockAsync(cancellation).ConfigureAwait(false);
        using var directory = At.OpenDirectory(path);
        var project = ProjectNumbers.Find(path, number => ProjectQuotas.Read(directory, number) == default);
        // In this order: what is broken off leaves a directory that tells what to release.
        ProjectQuotas.Give(directory, project);
        ProjectQuotas.Limit(directory, project, bytes);
    }

    /// <summary>What it may take and what it takes; null where it is of no project.</summary>
    public static (long Limit, long Used)? Read(string path)
    {
        using var directory = At.OpenDirectory(path);
        if (ProjectQuotas.Of(directory) is not (not 0 and var project)) return null;
        var (limit, used, _) = ProjectQuotas.Read(directory, project);
        return (limit, used);
    }

    public static void Limit(string path, long bytes)
    {
        using var directory = At.OpenDirectory(path);
        ProjectQuotas.Limit(directory, ProjectQuotas.Of(directory), bytes);
    }

    /// <summary>Forgets the limit, so that the number is free when the files are gone. Fine for one that is none, or not of ours.</summary>
    public static void Release(string path)
    {
        if (!Directory.Exists(path)) return;
        using var directory = At.OpenDirectory(path);
        if (ProjectQuotas.Of(directory) is not 0 and var project && ProjectNumbers.AreOurs(project)) ProjectQuotas.Limit(directory, project, 0);
    }
}
