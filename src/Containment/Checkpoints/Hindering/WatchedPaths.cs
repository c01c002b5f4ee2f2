using Containment.Linux.Descriptors;

namespace Containment.Checkpoints.Hindering;

/// <summary>
/// Finds where the files are that inotify watches. The kernel tells only their inodes, and CRIU opens them by handle, which an overlay and proc refuse;
/// then it looks through a few directories while everything stands still. So we look before, and tell it.
/// </summary>
internal static class WatchedPaths
{
    private const string Root = "/.";
    private const int Most = 200_000, MinorBits = 20;

    /// <summary>The same with the paths. On file systems where CRIU opens them by handle none are sought, and none are left as watched.</summary>
    public static ContainerFacts Find(ContainerFacts facts)
    {
        var refusing = facts.Mounts.Where(mount => mount.Type is "overlay" or "proc").Select(mount => Number(mount.Device)).ToHashSet();
        var sought = facts.Processes.SelectMany(process => process.Descriptors).SelectMany(descriptor => descriptor.Watches).Where(watch => refusing.Contains(watch.Device)).Select(watch => (watch.Device, watch.Inode)).ToHashSet();
        if (!facts.Processes.Any(process => process.Descriptors.Any(descriptor => descriptor.Watches.Count > 0))) return facts;
        var overlays = facts.Mounts.Where(mount => mount.Type == "overlay").Select(mount => Number(mount.Device)).ToHashSet();
        var found = Walk($"/proc/{facts.Init}/root", [.. sought.Where(one => overlays.Contains(one.Device))]);
        return facts with
        {
            Processes = [.. facts.Processes.Select(process => process with
            {
                Descriptors = [.. process.Descriptors.Select(descriptor => descriptor with
                {
                    Watches = [.. descriptor.Watches.Where(watch => sought.Contains((watch.Device, watch.Inode))).Select(watch => watch with { Path = found.GetValueOrDefault((watch.Device, watch.Inode)) })],
                })],
            })],
        };
    }

    /// <summary>
    /// All paths that were found, in the order in which CRIU is to be told. It looks at the last one first, and through all below it before it goes on to the
    /// next: so what has least below it comes last. The root it knows by itself.
    /// </summary>
    public static IReadOnlyList<string> Of(ContainerFacts facts) =>
        [.. facts.Processes.SelectMany(process => process.Descriptors).SelectMany(descriptor => descriptor.Watches).Select(watch => watch.Path).OfType<string>().Where(path => path != Root).Distinct().OrderBy(path => path.Count(letter => letter == '/')).ThenBy(path => path, StringComparer.Ordinal)];

    // The nearest first: what is watched is seldom deep.
    private static Dictionary<(uint Device, ulong Inode), string> Walk(string place, HashSet<(uint Device, ulong Inode)> sought)
    {
        Dictionary<(uint, ulong), string> found = [];
        if (sought.Count == 0) return found;
        try
        {
            using var root = At.OpenDirectory(place);
            if (sought.Remove(Identity(FileStatus.Of(root)))) found[Identity(FileStatus.Of(root))] = Root;
            var next = new Queue<string>([""]);
            for (var looked = 0; sought.Count > 0 && looked < Most && next.TryDequeue(out var path);) looked += Look(root, path, sought, found, next);
        }
        catch (KernelRefusal)
        {
            // It has ended, and so has the question.
        }
        return found;
    }

    // Links are not followed: the container makes them as it likes. And not into what else is mounted there: proc alone is endless.
    private static int Look(Descriptor root, string path, HashSet<(uint Device, ulong Inode)> sought, Dictionary<(uint, ulong), string> found, Queue<string> next)
    {
        try
        {
            using var directory = Beneath.Open(root, path.TrimStart('/'), OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.CloseOnExec);
            var names = DirectoryListing.Read(directory);
            foreach (var name in names)
            {
                if (FileStatus.TryOf(directory, name) is not { } status) continue;
                var inside = $"{path}/{name}";
                if (sought.Remove(Identity(status))) found[Identity(status)] = inside;
                if (status is { Kind: FileKind.Directory, IsMounted: false }) next.Enqueue(inside);
            }
            return names.Count + 1;
        }
        catch (KernelRefusal)
        {
            // It was removed meanwhile.
            return 1;
        }
    }

    private static (uint Device, ulong Inode) Identity(FileStatus status) => ((status.Device.Major << MinorBits) | status.Device.Minor, status.Inode);

    private static uint Number(string device)
    {
        var colon = device.IndexOf(':');
        return uint.TryParse(device.AsSpan(0, colon), out var major) && uint.TryParse(device.AsSpan(colon + 1), out var minor) ? (major << MinorBits) | minor : 0;
    }
}
