namespace Containment.Devices.Sysfs;

/// <summary>Reads sysfs below a directory. A file that is not there, or vanishes, is nothing and no error: devices come and go.</summary>
internal sealed class SysTree(string root)
{
    private const int MostLinks = 20;

    public string Root => root;

    public string PathOf(string address) => Path.Combine(root, "bus/pci/devices", address);

    /// <summary>Where a link leads in the end, without any link in the path; null where it leads nowhere.</summary>
    public static string? Real(string path)
    {
        try
        {
            for (var n = 0; n < MostLinks; n++)
            {
                if (new FileInfo(path).LinkTarget is not { } target) return Directory.Exists(path) || File.Exists(path) ? path : null;
                path = Path.GetFullPath(target, Path.GetDirectoryName(path)!);
            }
            return null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A file's text without the end of its line; null where there is none.</summary>
    public static string? Text(string directory, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, name)).TrimEnd('\n');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The last name of where a link leads: a driver's, a subsystem's, a group's.</summary>
    public static string? LinkName(string directory, string name)
    {
        try
        {
            return new FileInfo(Path.Combine(directory, name)).LinkTarget is { } target ? Path.GetFileName(target.TrimEnd('/')) : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Its directories, in order, without those that are links to elsewhere.</summary>
    public static IEnumerable<string> Below(string directory) => Names(directory).Where(path => Directory.Exists(path) && new FileInfo(path).LinkTarget is null);

    /// <summary>All that is in it, in order.</summary>
    public static IReadOnlyList<string> Names(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Order(StringComparer.Ordinal)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
