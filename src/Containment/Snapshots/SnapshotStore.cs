using Containment.Images;
using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;

namespace Containment.Snapshots;

/// <summary>The writable layers of containers: <c>upper/</c> and <c>work/</c> in the directory of each.</summary>
internal sealed class SnapshotStore(ContainerHost host)
{
    /// <summary>Makes the container's own layer above <paramref name="tree"/>; one that is there is kept as it is.</summary>
    /// <exception cref="KernelException">A directory can't be made.</exception>
    public RootLayers Prepare(ContainerId id, RootTree tree)
    {
        try
        {
            var home = HomeOf(id);
            Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var directory = At.OpenDirectory(home);
            if (FileStatus.TryOf(directory, "work") is null) At.MakeDirectory(directory, "work", 0x1C0);
            if (FileStatus.TryOf(directory, "upper") is null) MakeUpper(directory, tree);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        return Layers(id, tree);
    }

    /// <summary>The layers of a container whose own one is there already. Looks at nothing.</summary>
    public RootLayers Layers(ContainerId id, RootTree tree) =>
        new(tree.Layers, Path.Combine(HomeOf(id), "upper"), Path.Combine(HomeOf(id), "work"));

    /// <summary>Removes the container's own layer; nothing happens where there is none. Nothing may be mounted on it.</summary>
    /// <exception cref="KernelException">Something can't be removed; what is left can be removed by trying again.</exception>
    public void Remove(ContainerId id)
    {
        try
        {
            if (!Directory.Exists(HomeOf(id))) return;
            using var directory = At.OpenDirectory(HomeOf(id));
            foreach (var name in (ReadOnlySpan<string>)["work", "upper", "upper.new"]) OwnTrees.Remove(directory, name);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    // The merged root takes its mode and owner from the upper one. Renamed into place so that a crash between leaves no wrong one.
    private static void MakeUpper(Descriptor home, RootTree tree)
    {
        using var below = At.OpenDirectory(tree.Layers[0]);
        var root = FileStatus.Of(below);
        OwnTrees.Remove(home, "upper.new");
        At.MakeDirectory(home, "upper.new", 0x1C0);
        // An ordinary user can't give it away; his containers' root is himself.
        if (Self.Standing != Standing.User) At.Chown(home, "upper.new", root.Uid, root.Gid);
        At.Chmod(home, "upper.new", root.Mode);
        At.Touch(home, "upper.new", root.Modified);
        At.Rename(home, "upper.new", home, "upper");
    }

    private string HomeOf(ContainerId id) => Path.Combine(host.Options.StateDirectory, "containers", id.Value);
}
