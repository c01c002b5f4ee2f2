using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources.Hierarchy;

namespace Containment.Resources.Sampling;

/// <summary>Follows which containers of a host have cgroups, by the records of where these are.</summary>
internal sealed class CgroupRecords : IDisposable
{
    private const string Suffix = ".cgroups";
    private readonly HostCgroups _cgroups;
    private readonly string _folder;
    private readonly NameWatch _watch;
    private readonly HashSet<string> _changed = [];

    public CgroupRecords(ContainerHost host)
    {
        _cgroups = host.Part(h => new HostCgroups(h));
        _folder = host.Options.RuntimeDirectory;
        try
        {
            // Watched before they are listed: what comes between the two must not be missed.
            _watch = new(_folder);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal, "one inotify instance is needed (fs.inotify.max_user_instances)");
        }
        List();
    }

    /// <summary>Ready for input when there may be something to take.</summary>
    public Descriptor Ready => _watch.Descriptor;

    /// <summary>Tells of each container whose record was made, written again or removed (null) since the last time; at first of all. Allocates nothing when nothing happened.</summary>
    /// <param name="known">Those told of before: when the kernel has lost track they are looked at again.</param>
    /// <param name="tell">Takes the news.</param>
    public void Take(IEnumerable<ContainerId> known, Action<ContainerId, CgroupSet?> tell)
    {
        if (!_watch.Take(_changed))
        {
            List();
            foreach (var id in known) _changed.Add(id + Suffix);
        }
        if (_changed.Count == 0) return;
        foreach (var name in _changed)
            if (name.EndsWith(Suffix, StringComparison.Ordinal) && ContainerId.TryParse(name[..^Suffix.Length], null, out var id)) tell(id, _cgroups.Known(id));
        _changed.Clear();
    }

    public void Dispose() => _watch.Dispose();

    private void List()
    {
        foreach (var path in Directory.EnumerateFiles(_folder, "*" + Suffix)) _changed.Add(Path.GetFileName(path));
    }
}
