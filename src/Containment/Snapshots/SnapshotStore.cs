using System.Globalization;
using Containment.Images;
using Containment.Linux.Descriptors;
using Containment.Linux.Mounts;
using Containment.Linux.Namespaces;
using Containment.Snapshots.Quotas;

namespace Containment.Snapshots;

/// <summary>
/// The own layers of containers, by number: the first, 0, is <c>upper/</c> with <c>work/</c> in the directory of each, later ones are in
/// <c>layers/NUMBER/</c>. All are there where the container has a disk quota (<see cref="LayerQuotas"/>), and on btrfs, where each is a subvolume. Which of them is written to and which lie below is in the container's state (<see cref="OwnLayers"/>).
/// </summary>
internal sealed class SnapshotStore(ContainerHost host)
{
    private const string Numbered = LayerPlace.Name;

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
            if (FileStatus.TryOf(directory, "upper") is null) MakeUpper(directory, tree.Layers[0]);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        return Layers(id, new(), tree.Layers);
    }

    /// <summary>Makes the first layer of a new container, in the way that fits the file system.</summary>
    /// <exception cref="KernelException">A directory can't be made.</exception>
    public OwnLayers Begin(ContainerId id, RootTree tree)
    {
        Directory.CreateDirectory(HomeOf(id), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!Directory.Exists(Path.Combine(HomeOf(id), Numbered)) && !HasSubvolumes(HomeOf(id)))
        {
            Prepare(id, tree);
            return new();
        }
        Make(id, 1, tree.Layers[0]);
        return new() { Upper = 1, Last = 1 };
    }

    /// <summary>Whether a layer can be copied as a whole.</summary>
    public bool CanShare(ContainerId id, int number)
    {
        if (number == 0) return false;
        using var layer = At.OpenDirectory(PlaceOf(id, number));
        return Subvolume.Is(layer);
    }

    /// <summary>Makes a layer that is what another one is at this moment, in no time whatever is in it. For those that <see cref="CanShare"/>.</summary>
    /// <exception cref="KernelException">It can't be made.</exception>
    public void Share(ContainerId id, int from, int to)
    {
        try
        {
            using var layers = At.OpenDirectory(Path.Combine(HomeOf(id), Numbered));
            using var source = At.OpenDirectory(PlaceOf(id, from));
            var name = to.ToString(CultureInfo.InvariantCulture);
            RemoveLayer(layers, name);
            var group = GroupOf(layers);
            Subvolume.Make(layers, name, source, group);
            if (group != 0) QuotaGroups.Correct(layers);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>The layers of a container whose own ones are there already. Looks at nothing.</summary>
    /// <param name="id">The container.</param>
    /// <param name="own">Its own layers.</param>
    /// <param name="below">Those of its root source, top first.</param>
    public RootLayers Layers(ContainerId id, OwnLayers own, IReadOnlyList<string> below) =>
        new(own.Below.Count == 0 ? below : [.. own.Below.Select(number => UpperOf(id, number)), .. below], UpperOf(id, own.Upper), Path.Combine(PlaceOf(id, own.Upper), "work"));

    /// <summary>Where the files of a layer are.</summary>
    public string UpperOf(ContainerId id, int number) => Path.Combine(PlaceOf(id, number), "upper");

    /// <summary>Makes an empty layer whose root has the owner, mode and time of another directory. What an interrupted try left of it is removed.</summary>
    /// <exception cref="KernelException">It can't be made.</exception>
    public void Make(ContainerId id, int number, string like)
    {
        try
        {
            var all = Directory.CreateDirectory(Path.Combine(HomeOf(id), Numbered), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
            using var layers = At.OpenDirectory(all);
            var name = number.ToString(CultureInfo.InvariantCulture);
            RemoveLayer(layers, name);
            if (HasSubvolumes(all)) Subvolume.Make(layers, name, GroupOf(layers));
            else At.MakeDirectory(layers, name, 0x1C0);
            using var directory = At.Open(layers, name, OpenFlags.Directory);
            At.MakeDirectory(directory, "work", 0x1C0);
            MakeUpper(directory, like);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Removes all layers but those that are needed: what snapshots no longer hold, and what interrupted work left. None of them may be mounted.</summary>
    /// <exception cref="KernelException">Something can't be removed; what is left can be removed by trying again.</exception>
    public void Sweep(ContainerId id, IReadOnlySet<int> needed)
    {
        try
        {
            using var home = At.OpenDirectory(HomeOf(id));
            if (!needed.Contains(0))
                foreach (var name in (ReadOnlySpan<string>)["work", "upper"]) OwnTrees.Remove(home, name);
            var all = Path.Combine(HomeOf(id), Numbered);
            if (Directory.Exists(all)) Sweep(all, needed);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Removes the container's own layers; nothing happens where there is none. Nothing may be mounted on them.</summary>
    /// <exception cref="KernelException">Something can't be removed; what is left can be removed by trying again.</exception>
    public void Remove(ContainerId id)
    {
        try
        {
            if (!Directory.Exists(HomeOf(id))) return;
            using var directory = At.OpenDirectory(HomeOf(id));
            var all = Path.Combine(HomeOf(id), Numbered);
            if (Directory.Exists(all)) Sweep(all, new HashSet<int>());
            if (!Subvolume.Remove(directory, Numbered)) OwnTrees.Remove(directory, Numbered);
            foreach (var name in (ReadOnlySpan<string>)["work", "upper", "upper.new"]) OwnTrees.Remove(directory, name);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    private static void Sweep(string all, IReadOnlySet<int> needed)
    {
        using var layers = At.OpenDirectory(all);
        foreach (var name in Directory.EnumerateDirectories(all).Select(Path.GetFileName))
            if (!int.TryParse(name, out var number) || !needed.Contains(number)) RemoveLayer(layers, name!);
    }

    private static void RemoveLayer(Descriptor layers, string name)
    {
        if (!Subvolume.Remove(layers, name)) OwnTrees.Remove(layers, name);
    }

    // Others than root of the machine can make subvolumes and not remove them, unless the file system is mounted so.
    private static bool HasSubvolumes(string directory)
    {
        if (Self.Standing != Standing.Root) return false;
        using var opened = At.OpenDirectory(directory);
        return Subvolume.CanBeIn(opened);
    }

    // All layers are in one that has a quota by being a subvolume itself.
    private static ulong GroupOf(Descriptor layers) => Subvolume.Is(layers) ? QuotaGroups.Of(layers) : 0;

    // The merged root takes its mode and owner from the upper one. Renamed into place so that a crash between leaves no wrong one.
    private static void MakeUpper(Descriptor home, string like)
    {
        OwnTrees.Remove(home, "upper.new");
        LayerRoot.Make(home, "upper.new", like);
        At.Rename(home, "upper.new", home, "upper");
    }

    private string PlaceOf(ContainerId id, int number) => number == 0 ? HomeOf(id) : Path.Combine(HomeOf(id), Numbered, number.ToString(CultureInfo.InvariantCulture));

    private string HomeOf(ContainerId id) => Path.Combine(host.Options.StateDirectory, "containers", id.Value);
}
