namespace Containment;

/// <summary>Programs of others, found when they are needed and not before.</summary>
internal static class ExternalProgram
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Where a program is; null where none of the directories has it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="searchPath">Directories, as PATH has them; null for the usual ones.</param>
    public static string? Find(string name, string? searchPath) =>
        (searchPath ?? UsualPath).Split(':', StringSplitOptions.RemoveEmptyEntries).Select(directory => Path.Combine(directory, name)).FirstOrDefault(IsProgram);

    /// <summary>Whether it is one, by its absolute path.</summary>
    public static bool IsProgram(string path) =>
        path.StartsWith('/') && File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
