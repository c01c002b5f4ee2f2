using System.Diagnostics;
using Containment.Linux.Cgroups;

namespace Containment.Kernel.Tests.Rootless;

/// <summary>A cgroup below the own one in each hierarchy, handed to a user.</summary>
internal sealed class HandedCgroups : IDisposable
{
    private readonly List<CgroupDirectory> _made = [];

    public HandedCgroups(OrdinaryUser user)
    {
        var layout = CgroupLayout.Detect();
        foreach (var hierarchy in layout.Legacy.Append(layout.Unified!))
        {
            var made = new CgroupDirectory($"{hierarchy.Own}/{user.Name}");
            made.Make();
            _made.Add(made);
            // A new one of cpuset takes no process.
            foreach (var file in (string[])["cpuset.cpus", "cpuset.mems"])
                if (hierarchy != layout.Unified && made.Has(file)) made.Write(file, new CgroupDirectory(hierarchy.Own).Read(file).Trim());
            foreach (var file in (string[])[made.Path, made[CgroupDirectory.Procs], made["tasks"], made["cgroup.threads"], made["cgroup.subtree_control"]])
                if (Path.Exists(file)) Process.Start("chown", [$"{user.Id}", file]).WaitForExit();
        }
    }

    /// <summary>What a process writes itself to, to be in them.</summary>
    public IEnumerable<string> Files => _made.Select(directory => directory[CgroupDirectory.Procs]);

    /// <summary>The cgroups that the user has made, but for the one that his own processes step into.</summary>
    public IEnumerable<string> Below => _made.SelectMany(directory => directory.Children).Select(child => child.Path).Where(path => !path.EndsWith("/containment-host", StringComparison.Ordinal));

    public void Dispose()
    {
        foreach (var directory in _made)
            for (var tries = 0; !CgroupTree.TryRemove(directory) && tries < 200; tries++) Thread.Sleep(10);
    }
}
