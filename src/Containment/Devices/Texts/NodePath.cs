namespace Containment.Devices.Texts;

/// <summary>Paths of device nodes, and what may be done to them.</summary>
internal static class NodePath
{
    public static string Checked(string? path, string field) =>
        path is ['/', 'd', 'e', 'v', '/', _, ..] && path.Length < 256 && path[5..].Split('/').All(IsName) ? path : throw new InvalidSpecException(field, path, "an absolute path below /dev, without . and .., spaces, commas and colons");

    /// <summary>One inside, where some names are every container's own.</summary>
    public static string Inside(string? path)
    {
        var names = Checked(path, "devices.target").Split('/')[2..];
        return names[0] is "pts" or "shm" or "mqueue" || names is ["null" or "zero" or "full" or "random" or "urandom" or "tty" or "console" or "ptmx" or "fd" or "stdin" or "stdout" or "stderr"]
            ? throw new InvalidSpecException("devices.target", path, "a place below /dev that is not every container's own") : path!;
    }

    public static string Letters(string? access) =>
        access is { Length: > 0 and <= 3 } && access.All("rwm".Contains) && access.Distinct().Count() == access.Length ? access : throw new InvalidSpecException("devices.access", access, "letters of rwm");

    // What the text form needs for itself can't be part of a name.
    public static bool IsName(string name) => name is not ("" or "." or "..") && name.All(letter => letter is > ' ' and < '\x7f' and not (':' or ','));
}
