using Containment.Bundles.Oci;
using Containment.Checkpoints.Detached;
using Containment.Linux.Descriptors;

namespace Containment.Oci.Life;

/// <summary>The places in a root file system on which a bundle mounts: a restore finds them there, or has them made.</summary>
internal static class MountPlaces
{
    private const uint DirectoryMode = 0x1ed, FileMode = 0x1a4;

    /// <summary>Makes those that are missing, and nothing outside the root whatever its links say.</summary>
    public static void Make(string rootfs, IReadOnlyList<OciMount> mounts)
    {
        using var root = At.OpenDirectory(rootfs);
        foreach (var mount in mounts)
        {
            var place = DetachedMounts.Plain(mount.Destination);
            // What stands above is made, or its files are in the images.
            if (place == "/" || mounts.Any(other => DetachedMounts.Plain(other.Destination) is var above && place.StartsWith(above + "/", StringComparison.Ordinal))) continue;
            Ensure(root, place, !DetachedMounts.IsBind(mount) || Directory.Exists(mount.Source)).Dispose();
        }
    }

    /// <summary>A path as a process sees it whose root this is; the path itself where there is no such thing.</summary>
    public static string Resolve(string rootfs, string path)
    {
        try
        {
            using var root = At.OpenDirectory(rootfs);
            using var found = Beneath.OpenInRoot(root, path, OpenFlags.Path);
            var (top, place) = (new FileInfo(root.ProcPath).LinkTarget!, new FileInfo(found.ProcPath).LinkTarget!);
            return place.StartsWith(top + "/", StringComparison.Ordinal) ? place[top.Length..] : path;
        }
        catch (KernelRefusal)
        {
            return path;
        }
    }

    private static Descriptor Ensure(Descriptor root, string path, bool directory)
    {
        try
        {
            return Beneath.OpenInRoot(root, path, OpenFlags.Path);
        }
        catch (KernelRefusal missing) when (missing.Error == Errno.ENOENT && path.Length > 1)
        {
            using (var above = Ensure(root, Path.GetDirectoryName(path)!, directory: true))
            {
                if (directory) At.MakeDirectory(above, Path.GetFileName(path), DirectoryMode);
                else At.MakeNode(above, Path.GetFileName(path), FileKind.Regular, FileMode);
            }
            return Beneath.OpenInRoot(root, path, OpenFlags.Path);
        }
    }
}
