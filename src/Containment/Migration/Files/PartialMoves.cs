using Containment.Linux.Descriptors;

namespace Containment.Migration.Files;

/// <summary>All that this host keeps of moves whose link broke: how long, and how much.</summary>
internal static class PartialMoves
{
    public static string DirectoryOf(ContainerHost host) => Path.Combine(host.Options.StateDirectory, "migrations", "partial");

    /// <summary>The attempts of one container, the oldest first.</summary>
    public static IReadOnlyList<string> AttemptsOf(string directory) =>
        [.. Directory.EnumerateDirectories(directory).Where(path => !path.EndsWith('~')).Order(StringComparer.Ordinal)];

    /// <summary>Removes what is older than <paramref name="age"/>, and of the rest the oldest above <paramref name="room"/> bytes.</summary>
    public static void Collect(ContainerHost host, TimeSpan age, long room)
    {
        try
        {
            CollectOnce(host, age, room);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or KernelRefusal or ContainmentException)
        {
            // Somebody else collects too, or the disk is in trouble; the next time tells.
        }
    }

    private static void CollectOnce(ContainerHost host, TimeSpan age, long room)
    {
        var directory = DirectoryOf(host);
        if (!Directory.Exists(directory)) return;
        var now = host.Options.TimeProvider.GetUtcNow().UtcDateTime;
        var left = room;
        foreach (var attempt in Directory.EnumerateDirectories(directory).SelectMany(Directory.EnumerateDirectories).OrderByDescending(Path.GetFileName, StringComparer.Ordinal))
        {
            var since = now - Directory.GetLastWriteTimeUtc(attempt);
            if (attempt.EndsWith('~') ? since > TimeSpan.FromHours(1) : since > age || age == TimeSpan.Zero || (left -= PartialMove.BytesOf(attempt)) < 0) Remove(attempt);
        }
        foreach (var container in Directory.EnumerateDirectories(directory))
            if (!Directory.EnumerateFileSystemEntries(container).Any()) Directory.Delete(container);
    }

    public static void Remove(string path)
    {
        if (!Directory.Exists(path)) return;
        using var parent = At.OpenDirectory(Path.GetDirectoryName(path)!);
        OwnTrees.Remove(parent, Path.GetFileName(path));
    }
}
