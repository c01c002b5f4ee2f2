using System.Security.Cryptography;
using Containment.Images;
using Containment.Images.Layers;
using Containment.Linux.Descriptors;

namespace Containment.Kernel.Tests.Images;

/// <summary>An image store in a directory of its own, with a directory beside it that no archive may touch.</summary>
internal sealed class Importer : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("ct").FullName;

    public Importer(UnpackLimits? limits = null)
    {
        State = Path.Combine(_top, "state");
        Canary = Path.Combine(_top, "canary");
        Directory.CreateDirectory(Canary);
        File.WriteAllText(Path.Combine(Canary, "keep"), "untouched");
        Store = NewStore(limits);
    }

    public string State { get; }
    public string Canary { get; }
    public ImageStore Store { get; }

    /// <summary>What a store that knows nothing of the first one would be: as in another process.</summary>
    public ImageStore NewStore(UnpackLimits? limits = null) =>
        new(ContainerHost.Open(new() { StateDirectory = State, RuntimeDirectory = Path.Combine(_top, "run"), UnpackLimits = limits ?? new() }));

    public string Write(byte[] content, string name = "layer.tar")
    {
        var path = Path.Combine(_top, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Imports an archive; the directory of its layer.</summary>
    public async Task<string> ImportAsync(byte[] archive) =>
        (await Store.ResolveAsync(new RootSource.Tarball(Write(archive)), null, CancellationToken.None)).Layers.Single();

    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Nothing beside the store was changed, and nothing half-made is in it.</summary>
    public void AssertNothingLeft(bool refused = true)
    {
        Assert.That(Directory.EnumerateFileSystemEntries(Canary).Select(Path.GetFileName), Is.EqualTo(new[] { "keep" }));
        Assert.That(File.ReadAllText(Path.Combine(Canary, "keep")), Is.EqualTo("untouched"));
        var kept = Path.Combine(State, "images", "sha256");
        if (refused && Directory.Exists(kept)) Assert.That(Directory.EnumerateFileSystemEntries(kept), Is.Empty);
    }

    public static FileStatus StatusOf(string path)
    {
        using var parent = At.OpenDirectory(Path.GetDirectoryName(path)!);
        return FileStatus.Of(parent, Path.GetFileName(path));
    }

    public void Dispose()
    {
        using var above = At.OpenDirectory(Path.GetDirectoryName(_top)!);
        TreeRemoval.Remove(above, Path.GetFileName(_top));
    }
}
