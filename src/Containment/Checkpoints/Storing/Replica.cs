using Containment.Linux.Descriptors;

namespace Containment.Checkpoints.Storing;

/// <summary>A layer made anew beside another one, whose root directory's owner and mode it takes.</summary>
internal static class Replica
{
    public static void Make(string content, string like, string layer, CancellationToken cancellationToken)
    {
        using (var home = At.OpenDirectory(Path.GetDirectoryName(layer)!))
        {
            var (name, root) = (Path.GetFileName(layer), FileStatus.Of(home, Path.GetFileName(like)));
            At.MakeDirectory(home, name, 0x1C0);
            At.Chown(home, name, root.Uid, root.Gid);
            At.Chmod(home, name, root.Mode);
        }
        LayerCopy.Run(content, layer, cancellationToken);
    }

    /// <summary>Two names in one directory change places; at no moment is either missing.</summary>
    public static void Exchange(string one, string other)
    {
        using var directory = At.OpenDirectory(Path.GetDirectoryName(one)!);
        At.Exchange(directory, Path.GetFileName(one), Path.GetFileName(other));
    }
}
