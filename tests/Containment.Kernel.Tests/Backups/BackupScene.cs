using Containment.Backups;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Backups;

/// <summary>A host with containers, and a repository for their backups.</summary>
internal sealed class BackupScene : IAsyncDisposable
{
    private readonly List<TestHost> _others = [];

    public ProgramScene Programs { get; } = new();

    public ContainerHost Host => Programs.Test.Host;

    public BackupRepository Repository => In(Path.Combine(Programs.Test.Top, "repository"));

    public static BackupRepository In(string place) => new(place) { Password = "secret", Patience = TimeSpan.FromSeconds(2) };

    public static async Task<BackupScene> MakeAsync(CancellationToken cancellation)
    {
        var scene = new BackupScene();
        await scene.Host.InitializeBackupsAsync(scene.Repository, cancellation);
        return scene;
    }

    /// <summary>Another machine, as far as files go.</summary>
    public ContainerHost OtherHost()
    {
        _others.Add(new());
        return _others[^1].Host;
    }

    /// <summary>A container in which a script has run to its end.</summary>
    public async Task<Container> WithFilesAsync(string script, CancellationToken cancellation, RootSource? root = null)
    {
        var spec = TestHost.Shell(script);
        var container = await Host.CreateAsync(spec with { Root = root ?? spec.Root, Labels = new Dictionary<string, string> { ["kept"] = "yes" } }, cancellation);
        await container.StartAsync(cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.Zero);
        return container;
    }

    /// <summary>Runs a script in a container that does not run, instead of its own; its exit code.</summary>
    public static async Task<int?> AskAsync(Container container, string script, CancellationToken cancellation)
    {
        await container.Host.GetAsync(container.Id, cancellation);
        await container.StartAsync(cancellation);
        await using var session = await container.ExecAsync(new ProcessSpec("/bin/sh", "-c", script), null, cancellation);
        return (await session.WaitAsync(cancellation)).Code;
    }

    /// <summary>Nothing is left of what did not come to its end.</summary>
    public void AssertNothingHalf()
    {
        var stages = Path.Combine(Programs.Test.Options.StateDirectory, "backups");
        if (Directory.Exists(stages)) Assert.That(Directory.EnumerateFileSystemEntries(stages), Is.Empty);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others) await other.DisposeAsync();
        await Programs.DisposeAsync();
    }
}
