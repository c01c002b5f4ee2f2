using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Checkpoints;

[Needs(Need.Root, Need.Criu, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class TerminalTests
{
    private Scene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    [Test]
    public async Task A_shell_on_a_terminal_goes_on_with_its_variables_and_its_control_keys(CancellationToken cancellation)
    {
        var spec = new ContainerSpec(TestHost.NewId(), new RootSource.Directory(BusyboxRoot.Path), new ProcessSpec("/bin/sh", "-i") { Terminal = true });
        var container = await _scene.Host.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        await TypeAsync(container, "X=kept; echo be''fore; tty\n", "before", cancellation);
        for (var generation = 1; generation <= 2; generation++)
        {
            await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
            await container.RestoreAsync(cancellationToken: cancellation);
            await TypeAsync(container, $"echo ${{X}}{generation}; tty; echo then''\n", $"kept{generation}", cancellation);
            await TypeAsync(container, "sleep 1000\n", "sleep", cancellation);
            await Scene.UntilAsync(async () => (await Scene.RunAsync(container, cancellation, "ps")).Contains("sleep 1000"), cancellation);
            await TypeAsync(container, "\u0003", "^C", cancellation);
            await TypeAsync(container, $"echo inter''rupted{generation}\n", $"interrupted{generation}", cancellation);
        }
        Assert.That(await Scene.LogAsync(container, cancellation), Does.Not.Contain("not a tty"));
        Assert.That(await Scene.RunAsync(container, cancellation, "stat", "-c", "%t:%T", "/dev/console"), Is.EqualTo("88:0\n"));
    }

    private static async Task TypeAsync(Container container, string text, string answer, CancellationToken cancellation)
    {
        await using var console = await container.AttachAsync(cancellationToken: cancellation);
        await console.WriteAsync(Encoding.ASCII.GetBytes(text), cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Contains(answer), cancellation);
    }
}
