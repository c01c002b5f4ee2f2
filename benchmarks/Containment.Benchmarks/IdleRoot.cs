namespace Containment.Benchmarks;

/// <summary>The smallest root file system: one static program that sleeps.</summary>
internal sealed class IdleRoot : IDisposable
{
    private IdleRoot(string path) => Path = path;

    public string Path { get; }

    public static async Task<IdleRoot> MakeAsync(CancellationToken cancellationToken)
    {
        var program = await Floor.CompileAsync("idle", cancellationToken);
        var root = Directory.CreateTempSubdirectory("ctidle-").FullName;
        // Others than root look in, too: a container's root is one of them.
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        foreach (var name in (ReadOnlySpan<string>)["proc", "sys", "dev", "tmp", "run", "etc"]) Directory.CreateDirectory(System.IO.Path.Combine(root, name));
        File.Copy(program, System.IO.Path.Combine(root, "idle"));
        return new IdleRoot(root);
    }

    public void Dispose()
    {
        // Not to hide a failure that comes from its being gone.
        if (Directory.Exists(Path)) Directory.Delete(Path, true);
    }
}
