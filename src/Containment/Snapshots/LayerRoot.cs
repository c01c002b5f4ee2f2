using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;

namespace Containment.Snapshots;

/// <summary>The directory of a layer: what is mounted takes its owner, mode and time from the top one.</summary>
internal static class LayerRoot
{
    /// <summary>Makes an empty one that looks like another.</summary>
    /// <param name="parent">Where.</param>
    /// <param name="name">Its name; nothing may have it.</param>
    /// <param name="like">The directory whose owner, mode and time it takes.</param>
    /// <exception cref="KernelRefusal">It can't be made.</exception>
    public static void Make(Descriptor parent, string name, string like)
    {
        using var other = At.OpenDirectory(like);
        var root = FileStatus.Of(other);
        At.MakeDirectory(parent, name, 0x1C0);
        Liken(parent, name, root);
    }

    /// <summary>Makes one look like another.</summary>
    /// <exception cref="KernelRefusal">It can't be changed.</exception>
    public static void Liken(string path, string like)
    {
        using var other = At.OpenDirectory(like);
        using var directory = At.OpenDirectory(path);
        Liken(directory, ".", FileStatus.Of(other));
    }

    private static void Liken(Descriptor parent, string name, FileStatus root)
    {
        // An ordinary user can't give it away; his containers' root is himself.
        if (Self.Standing != Standing.User) At.Chown(parent, name, root.Uid, root.Gid);
        At.Chmod(parent, name, root.Mode);
        At.Touch(parent, name, root.Modified);
    }
}
