using Containment.Linux.Descriptors;
using Containment.Linux.Mounts;

namespace Containment.Snapshots;

/// <summary>What layers lie on: the kernel takes no layer that is written to from an overlay, such as a container's own root file system is (overlayfs.rst, "Upper and Lower").</summary>
internal static class LayerGround
{
    /// <exception cref="ContainmentException">Unsupported.</exception>
    public static void Check(string stateDirectory)
    {
        using var directory = At.OpenDirectory(stateDirectory);
        if (Lack(stateDirectory, FileSystemSpace.Of(directory).Type) is { } lack) throw new ContainmentException(FailureReason.Unsupported, stateDirectory, lack);
    }

    /// <summary>Why containers can't be kept there; null where they can. Pure.</summary>
    /// <param name="stateDirectory">The directory.</param>
    /// <param name="type">What statfs(2) calls its file system.</param>
    public static string? Lack(string stateDirectory, long type) => type != FileSystemSpace.OverlayType ? null
        : $"the state directory {stateDirectory} lies on an overlay, as in the root file system of a container, and the kernel takes no layers to be written from there; give this container a volume or a tmpfs on {stateDirectory}, or name a directory on another file system (--state, StateDirectory)";
}
