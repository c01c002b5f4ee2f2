using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Podman;

/// <summary>What the tests with podman share: a scene for the class, and a name for the test.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.Podman, Need.Oci), CancelAfter(60_000)]
internal abstract class PodmanTests
{
    protected const string Image = PodmanScene.Image;

    protected PodmanScene Scene { get; private set; } = null!;

    /// <summary>A name no other test's container has.</summary>
    protected string Name { get; private set; } = "";

    [OneTimeSetUp]
    public async Task Make() => Scene = await PodmanScene.MakeAsync();

    [OneTimeTearDown]
    public async Task Remove()
    {
        if (Scene is not null) await Scene.DisposeAsync();
    }

    [SetUp]
    public void NameIt() => Name = TestHost.NewId().Value;

    /// <summary>What a script in a container of its own prints; it must succeed.</summary>
    protected async Task<string> ShellAsync(CancellationToken cancellation, string script, params string[] options) =>
        await Scene.DoAsync(cancellation, Scene.Run(["--rm", .. options, Image, "sh", "-c", script]));

    /// <summary>A command in a container that runs.</summary>
    protected Task<string> ExecAsync(CancellationToken cancellation, string name, params string[] command) => Scene.DoAsync(cancellation, ["exec", name, .. command]);

    protected static async Task UntilAsync(Func<Task<bool>> there, CancellationToken cancellation)
    {
        while (!await there()) await Task.Delay(20, cancellation);
    }
}
