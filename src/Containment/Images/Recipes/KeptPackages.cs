namespace Containment.Images.Recipes;

/// <summary>Packages that are kept for the next builds, STATE/packages. Each build sets the time of those that it installed.</summary>
internal static class KeptPackages
{
    public static string Of(ContainerHostOptions host) => Path.Combine(host.StateDirectory, "packages");

    /// <summary>Removes those that were last used before a time, and what a copying that was killed left; how many, and their bytes.</summary>
    public static (int Count, long Bytes) RemoveUnused(string directory, DateTimeOffset before)
    {
        if (!Directory.Exists(directory)) return (0, 0);
        var (count, bytes) = (0, 0L);
        foreach (var package in new DirectoryInfo(directory).EnumerateFiles("*.deb*").Where(package => package.LastWriteTimeUtc < before))
        {
            (count, bytes) = (count + 1, bytes + package.Length);
            package.Delete();
        }
        return (count, bytes);
    }
}
