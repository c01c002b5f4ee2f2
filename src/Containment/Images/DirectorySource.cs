namespace Containment.Images;

/// <summary>A directory taken as it is.</summary>
internal static class DirectorySource
{
    public static RootTree Open(RootSource.Directory source)
    {
        if (!Path.IsPathFullyQualified(source.Path)) throw new InvalidSpecException("root.path", source.Path, "an absolute path");
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source.Path));
        if (File.Exists(path)) throw new InvalidSpecException("root.path", source.Path, "a directory, not a file (an archive is given as a tarball)");
        if (!Directory.Exists(path)) throw new InvalidSpecException("root.path", source.Path, "a directory that exists");
        try
        {
            if (!Directory.EnumerateFileSystemEntries(path).Any()) throw new InvalidSpecException("root.path", source.Path, "a directory that holds a root file system; it is empty");
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new InvalidSpecException("root.path", source.Path, "a directory that can be read", refused);
        }
        return new([path], null);
    }
}
