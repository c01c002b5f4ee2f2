using Containment.Bundles;
using Containment.Checkpoints.Criu.Messages;

namespace Containment.Checkpoints.Criu;

/// <summary>What is changed in images so that they fit another place than the one they were taken in.</summary>
internal static class ImageChanges
{
    // Any number but that of CRIU's own namespace, as which the container's was saved.
    private const uint AnotherNetwork = 127;

    /// <summary>
    /// Makes a restore begin with a network namespace of the container's own. CRIU saves from inside the container's, which so counts as
    /// CRIU's own and costs nothing in the freeze; without this the restored container would get the one CRIU is in.
    /// </summary>
    public static void OwnNetwork(string directory) => ImageFile.Change(Path.Combine(directory, "inventory.img"), Inventory.Parser, inventory => inventory.RootIds.NetNsId = AnotherNetwork);

    /// <summary>
    /// Lets interval timers go on that had expired when they were saved: the kernel says of such a one that nothing is left until it expires (it is set again
    /// only when it is read), and CRIU sets it to that, which is off. They expire at once, as they had.
    /// </summary>
    public static void KeepTimers(string directory)
    {
        var path = Path.Combine(directory, "files.img");
        if (!File.Exists(path)) return;
        var image = File.ReadAllBytes(path);
        IReadOnlyList<OpenFile> files = [.. ImageFile.Messages(image).Select(message => OpenFile.Parser.ParseFrom(message.Span))];
        if (KeepTimers(files)) File.WriteAllBytes(path, ImageFile.With(image, files));
    }

    public static bool KeepTimers(IEnumerable<OpenFile> files)
    {
        var changed = false;
        foreach (var timer in files.Select(file => file.Tfd).Where(timer => timer is { Vsec: 0, Vnsec: 0, Ticks: > 0 } && (timer.Isec > 0 || timer.Insec > 0)))
        {
            // One expiration less, as it comes again.
            (timer.Vnsec, timer.Ticks, changed) = (1, timer.Ticks - 1, true);
        }
        return changed;
    }

    /// <summary>Whether a restore elsewhere may change this image: it must not be shared then.</summary>
    public static bool MayChange(string name) => name.StartsWith("utsns-", StringComparison.Ordinal) || name.StartsWith("userns-", StringComparison.Ordinal);

    /// <summary>Gives the container another host name.</summary>
    public static void Rename(string directory, string hostName)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "utsns-*.img"))
            ImageFile.Change(file, HostNameImage.Parser, image => image.Nodename = hostName);
    }

    /// <summary>Moves the container to another range of the host's ids. Everything else in the images speaks of the container's own.</summary>
    public static void MoveIds(string directory, IdRange from, IdRange to)
    {
        if (from == to) return;
        foreach (var file in Directory.EnumerateFiles(directory, "userns-*.img"))
            ImageFile.Change(file, UserNamespaceImage.Parser, image =>
            {
                foreach (var extent in image.UidMap.Concat(image.GidMap)) extent.LowerFirst = extent.LowerFirst - from.First + to.First;
            });
    }
}
