using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;

namespace Containment.Resources.Hierarchy;

/// <summary>The cgroups of a host's containers: looks at the machine once, and remembers on disk where each container's are.</summary>
internal sealed class HostCgroups(ContainerHost host, CgroupLayout? layout = null) : IDisposable
{
    private readonly Lazy<CgroupLayout> _layout = new(() => layout ?? Look(host.Options.CgroupParent));
    private readonly Lock _preparing = new();
    private bool _prepared;
    private Descriptor? _quickMoves;

    public CgroupLayout Layout => _layout.Value;

    public CgroupSet NewSet(ContainerId id) => CgroupNames.SetOf(Layout, host.Options.CgroupParent, CgroupNames.NameOf(host.Options.StateDirectory, id));

    /// <summary>
    /// Where a container's cgroups were made. Another process may have made them, in another cgroup of its own, so the place is read
    /// and not worked out; a record that is damaged says as little as none.
    /// </summary>
    public CgroupSet? Known(ContainerId id)
    {
        try
        {
            var set = CgroupSet.Parse(File.ReadAllText(RecordOf(id)));
            // Whatever it names is killed and removed: nothing but this container's.
            return set.Directories.Any() && set.Directories.All(directory => CgroupNames.IsOf(id, directory.Path)) ? set : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or FormatException)
        {
            return null;
        }
    }

    public void Remember(ContainerId id, CgroupSet set)
    {
        // Whole or not at all for whoever reads it; after a power failure it is not needed.
        var beside = RecordOf(id) + ".new";
        File.WriteAllText(beside, set.ToString());
        File.Move(beside, RecordOf(id), overwrite: true);
    }

    public void Forget(ContainerId id)
    {
        File.Delete(RecordOf(id));
        File.Delete(RecordOf(id) + ".new");
        File.Delete(LoweringOf(id));
    }

    /// <summary>What is done once, before the first container.</summary>
    public void Prepare()
    {
        lock (_preparing)
        {
            if (_prepared) return;
            if (Layout.Unified is { } unified) UnifiedBranch.Prepare(unified, CgroupNames.ParentIn(unified, host.Options.CgroupParent));
            if (host.Options.FavorQuickCgroupMoves && Layout.Legacy.Count > 0) _quickMoves = QuickMoves.Enable();
            _prepared = true;
        }
    }

    /// <summary>Hands down v2 controllers that a container needs and others don't.</summary>
    public void HandDown(IEnumerable<string> controllers)
    {
        if (Layout.Unified is { } unified && controllers.Intersect(unified.Controllers).ToArray() is { Length: > 0 } more)
            UnifiedBranch.Prepare(unified, CgroupNames.ParentIn(unified, host.Options.CgroupParent), more);
    }

    /// <summary>The same for a container that has its cgroups already; those that it has are not asked for again.</summary>
    public void HandDown(IEnumerable<string> controllers, CgroupSet set)
    {
        if (set.Unified is { Exists: true } unified) HandDown(controllers.Intersect(set.UnifiedControllers).Except(UnifiedBranch.Words(unified.TryRead("cgroup.controllers"))));
    }

    public void Dispose() => _quickMoves?.Dispose();

    /// <summary>Makes one v2 cgroup, and again all that is above it where that is gone.</summary>
    public bool MakeUnified(CgroupDirectory directory)
    {
        var unified = Layout.Unified!;
        try
        {
            return directory.Make();
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT)
        {
            UnifiedBranch.Prepare(unified, CgroupNames.ParentIn(unified, host.Options.CgroupParent));
            return directory.Make();
        }
    }

    /// <summary>Says, while memory of a v1 cgroup is lowered, how it was.</summary>
    public string LoweringOf(ContainerId id) => Path.Combine(host.Options.RuntimeDirectory, $"{id}.lowering");

    private string RecordOf(ContainerId id) => Path.Combine(host.Options.RuntimeDirectory, $"{id}.cgroups");

    /// <summary>What the layout is for a process that is in the leaf into which another one of ours has stepped: the cgroup above is the one that was given to us. Pure.</summary>
    /// <param name="layout">As it was found.</param>
    /// <param name="controllersOf">Reads cgroup.controllers of a v2 directory.</param>
    public static CgroupLayout AboveLeaf(CgroupLayout layout, Func<string, string> controllersOf)
    {
        if (layout.Unified is not { } unified || unified.Own == unified.Top || Path.GetFileName(unified.Own) != UnifiedBranch.Leaf) return layout;
        var above = Path.GetDirectoryName(unified.Own)!;
        return layout with { Unified = unified with { Own = above, Controllers = UnifiedBranch.Words(controllersOf(above)) } };
    }

    private static CgroupLayout Look(string? parent)
    {
        var layout = AboveLeaf(CgroupLayout.Detect(), own => new CgroupDirectory(own).TryRead("cgroup.controllers") ?? "");
        if (Self.Standing != Standing.Root) layout = DelegatedCgroups.Of(layout, parent, path => new CgroupDirectory(path) is { Exists: true } directory ? directory.IsOurs : null);
        if (layout.Unified is not { } unified || parent is null or not ['/', ..]) return layout;
        // Counted from the top, the parent may have more controllers than our own cgroup.
        var controllers = new CgroupDirectory(unified.Top).TryRead("cgroup.controllers") ?? "";
        return layout with { Unified = unified with { Controllers = controllers.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) } };
    }
}
