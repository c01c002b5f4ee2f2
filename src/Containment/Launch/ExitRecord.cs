namespace Containment.Launch;

/// <summary>
/// What a keeper leaves when the first process has ended: a symbolic link that says <c>WAIT-STATUS REALTIME-NANOSECONDS</c>. It
/// is there whole or not at all, and takes no block of the disk that would have to be freed at the next start.
/// </summary>
internal static class ExitRecord
{
    /// <summary>Reads it; null when there is none (it runs, or its keeper was lost).</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Corrupt"/>.</exception>
    public static ExitStatus? Read(string path) => Words(path) is { } words ? Parse(path, words) : null;

    /// <summary>What it says; null when there is none.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Corrupt"/>: something else is in its place.</exception>
    public static string? Words(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is { } words) return words;
        // Of a link that leads nowhere it is said that it is there; one may have come since the look.
        return file.Exists && !file.Attributes.HasFlag(FileAttributes.ReparsePoint) ? throw NoRecord(path) : file.LinkTarget;
    }

    /// <summary>Leaves one, as a keeper does.</summary>
    public static void Write(string path, string words)
    {
        File.Delete(path + ".new");
        File.CreateSymbolicLink(path + ".new", words);
        File.Move(path + ".new", path, overwrite: true);
    }

    internal static ExitStatus Of(int waitStatus, long nanoseconds) =>
        ExitStatus.FromWait(waitStatus, DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100));

    private static ExitStatus Parse(string path, string text) =>
        text.Split(' ') is [var first, var second] && int.TryParse(first, out var status) && long.TryParse(second, out var nanoseconds) ? Of(status, nanoseconds) : throw NoRecord(path);

    private static ContainmentException NoRecord(string path) => new(FailureReason.Corrupt, path, $"{path} is not an exit record");
}
