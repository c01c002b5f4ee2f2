using Containment.Resources;

namespace Containment.Benchmarks.Start;

/// <summary>A root file system with /bin/true, directories for layers, and a cgroup; all removed at the end.</summary>
internal sealed class TrueRoot : IDisposable
{
    private readonly ContainerHost _host;
    private readonly ContainerCgroup _cgroup;

    private TrueRoot(string directory)
    {
        Directory = directory;
        _host = ContainerHost.Open(new() { StateDirectory = $"{directory}/state", RuntimeDirectory = $"{directory}/run" });
        _cgroup = ContainerCgroup.Create(_host, Id);
    }

    public string Directory { get; }
    public ContainerId Id => Path.GetFileName(Directory);
    public string Root => $"{Directory}/root";
    public CgroupPlacement Cgroup => _cgroup.Placement;
    public bool Legacy => Cgroup.LegacyProcsFiles.Count > 0;

    public static async Task<TrueRoot> MakeAsync(CancellationToken cancellationToken)
    {
        var program = await Floor.CompileAsync("true", cancellationToken);
        var directory = Path.Combine(Path.GetTempPath(), $"ctstart-{Guid.NewGuid():n}"[..16]);
        System.IO.Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
        foreach (var name in (ReadOnlySpan<string>)["bin", "proc", "sys", "dev"]) System.IO.Directory.CreateDirectory($"{directory}/root/{name}");
        foreach (var name in (ReadOnlySpan<string>)["ours", "bare"])
        {
            System.IO.Directory.CreateDirectory($"{directory}/{name}/upper");
            System.IO.Directory.CreateDirectory($"{directory}/{name}/work");
        }
        File.Copy(program, $"{directory}/root/bin/true");
        File.Copy(await Floor.CompileAsync("idle", cancellationToken), $"{directory}/root/bin/idle");
        return new(directory);
    }

    public void Dispose()
    {
        _cgroup.DeleteAsync().GetAwaiter().GetResult();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
