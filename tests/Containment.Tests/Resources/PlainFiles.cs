using Containment.Linux.Cgroups;

namespace Containment.Tests.Resources;

/// <summary>A directory of plain files that stands for a cgroup.</summary>
internal sealed class PlainFiles : IDisposable
{
    private readonly string _path = System.IO.Directory.CreateTempSubdirectory("ct").FullName;

    public PlainFiles(params (string File, string Content)[] files)
    {
        foreach (var (file, content) in files) File.WriteAllText(Directory[file], content);
    }

    public CgroupDirectory Directory => new(_path);

    public string this[string file] => File.ReadAllText(Directory[file]);

    public CgroupSet AsUnified => new(Directory, ["cpuset", "cpu", "io", "memory", "pids"], new Dictionary<string, CgroupDirectory>());

    public CgroupSet AsLegacy => new(null, [], new[] { "cpu", "cpuacct", "cpuset", "memory", "pids", "blkio" }.ToDictionary(controller => controller, _ => Directory));

    public void Dispose() => System.IO.Directory.Delete(_path, recursive: true);
}
