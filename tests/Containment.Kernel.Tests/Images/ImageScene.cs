using System.Diagnostics;
using Containment.Bundles;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Images;

/// <summary>A registry, and a host that uses it.</summary>
internal sealed class ImageScene : IAsyncDisposable
{
    private ImageScene(ImageRegistry registry) => Registry = registry;

    public ImageRegistry Registry { get; }

    public ProgramScene Programs { get; } = new();

    public ContainerHost Host => Programs.Test.Host;

    /// <summary>Layers that are unpacked.</summary>
    public IEnumerable<string> Unpacked => Entries("sha256").Where(path => Path.GetFileName(path).Length == 64);

    public string Blobs => Path.Combine(Images, "blobs", "sha256");

    public static async Task<ImageScene> MakeAsync(CancellationToken cancellation) => new(await ImageRegistry.StartAsync(cancellation));

    /// <summary>A root file system that runs a shell, as a layer.</summary>
    public static async Task<byte[]> BusyboxAsync(CancellationToken cancellation)
    {
        using var tar = Process.Start(new ProcessStartInfo("tar", ["-C", BusyboxRoot.Path, "-cf", "-", "."]) { RedirectStandardOutput = true })!;
        using var archive = new MemoryStream();
        await tar.StandardOutput.BaseStream.CopyToAsync(archive, cancellation);
        await tar.WaitForExitAsync(cancellation);
        return archive.ToArray();
    }

    /// <summary>An OCI layout of these layers.</summary>
    public string Layout(params byte[][] layers)
    {
        var path = Directory.CreateDirectory(Path.Combine(Programs.Test.Top, $"layout-{Guid.NewGuid():n}")).FullName;
        new LayoutBuilder(path).Image(layers, "x");
        File.WriteAllText(Path.Combine(path, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        return path;
    }

    /// <summary>Sends an image to the registry; its name there.</summary>
    public Task<string> PutAsync(string name, CancellationToken cancellation, params byte[][] layers) => Registry.PutAsync(Layout(layers), name, cancellation);

    /// <summary>Runs a script in a container of an image; its exit code.</summary>
    public async Task<int> RunAsync(string image, string script, CancellationToken cancellation)
    {
        var container = await Host.CreateAsync(new(TestHost.NewId(), new RootSource.Image(image), new ProcessSpec("/bin/sh", "-c", script)), cancellation);
        await container.StartAsync(cancellation);
        return (await container.WaitAsync(cancellation)).Code ?? -1;
    }

    /// <summary>Nothing is left of what did not come to its end.</summary>
    public void AssertNothingHalf() =>
        Assert.That(Entries("pulls").Concat(Entries("sha256")).Select(Path.GetFileName).Where(name => name!.Length != 64), Is.Empty);

    public async ValueTask DisposeAsync()
    {
        await Programs.DisposeAsync();
        Registry.Dispose();
    }

    private string Images => Path.Combine(Programs.Test.Options.StateDirectory, "images");

    private IEnumerable<string> Entries(string part) => Directory.Exists(Path.Combine(Images, part)) ? Directory.EnumerateFileSystemEntries(Path.Combine(Images, part)) : [];
}
