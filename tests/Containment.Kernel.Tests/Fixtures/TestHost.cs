using Containment.Bundles;
using Containment.Containers;
using Containment.Images;

namespace Containment.Kernel.Tests.Fixtures;

/// <summary>
/// A host with directories of its own (prefix <c>ct</c> and random letters). Disposing it kills and deletes all its containers and removes the
/// directories, also when the test failed.
/// </summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly string _top;

    /// <param name="parent">Where its directories are; null: on the machine's own disk.</param>
    public TestHost(string? parent = null)
    {
        _top = parent is null ? Directory.CreateTempSubdirectory("ct").FullName : Directory.CreateDirectory(Path.Combine(parent, $"ct{Guid.NewGuid():n}")).FullName;
        // A container's root is nobody here and must get through to where its root file system is attached.
        File.SetUnixFileMode(_top, (UnixFileMode)0b111_101_101);
        Host = ContainerHost.Open(Options);
    }

    /// <summary>A second host like this one on the same machine shares no directory and no name with it.</summary>
    public ContainerHostOptions Options => new() { StateDirectory = Path.Combine(_top, "state"), RuntimeDirectory = Path.Combine(_top, "run") };

    public ContainerHost Host { get; }

    /// <summary>Where all its directories are.</summary>
    public string Top => _top;

    /// <summary>One more opening of the same directories, as another process would.</summary>
    public ContainerHost OpenAgain() => ContainerHost.Open(Options);

    /// <summary>A name that no other test has: it shows in cgroups and links.</summary>
    public static ContainerId NewId() => $"ct{Guid.NewGuid().ToString("n")[..10]}";

    /// <summary>A container of the shared busybox root that runs <paramref name="script"/> in a shell.</summary>
    public static ContainerSpec Shell(string script, ContainerId? id = null) =>
        new(id ?? NewId(), new RootSource.Directory(BusyboxRoot.Path), new ProcessSpec("/bin/sh", "-c", script));

    public async ValueTask DisposeAsync()
    {
        foreach (var container in await Host.ListAsync())
        {
            if ((await container.GetStatusAsync()).Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync();
            await container.DeleteAsync();
        }
        await Host.DisposeAsync();
        Directory.Delete(_top, recursive: true);
    }
}
