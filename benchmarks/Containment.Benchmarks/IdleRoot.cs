namespace Containment.Benchmarks;

/// <summary>The smallest root file system: one static program, by default one that sleeps.</summary>
internal sealed class IdleRoot : IDisposable
{
    private IdleRoot(string path) => Path = path;

    public string Path { get; }

    public static async Task<IdleRoot> MakeAsync(CancellationToken cancellationToken, string name = "idle")
    {
        var program = await Floor.CompileAsync(name, cancellationToken);
        var root = Directory.CreateTempSubdirectory("ctidle-").FullName;
        // Others than root look in, too: a container's root is one of them.
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        foreach (var directory in (ReadOnlySpan<string>)["proc", "sys", "dev", "tmp", "run", "etc"]) Directory.CreateDirectory(System.IO.Path.Combine(root, directory));
        File.Copy(program, System.IO.Path.Combine(root, name));
        return new IdleRoot(root);
    }

    public void Dispose()
    {
        // Not to hide a failure that comes from its being gone.
        if (Directory.Exists(Path)) Directory.Delete(Path, true);
    }
}
