namespace Containment.Linux.Descriptors;

/// <summary>Tells a path that leads nowhere, or out, from a machine that fails.</summary>
internal static class PathErrors
{
    /// <summary>Whether the one who wrote the path is at fault: a link on the way, a part that is missing or no directory, a way out, too long.</summary>
    public static bool AreTheirs(Errno error) =>
        error == Errno.ELOOP || error == Errno.ENOENT || error == Errno.ENOTDIR || error == Errno.EXDEV || error.Number == 36;
}
