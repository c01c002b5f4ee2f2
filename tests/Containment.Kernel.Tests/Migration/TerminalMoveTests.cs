using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Migration;

[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.Criu), CancelAfter(60_000)]
internal sealed class TerminalMoveTests
{
    [Test]
    public async Task A_shell_on_a_terminal_is_gone_on_with_over_there(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var spec = new ContainerSpec(TestHost.NewId(), new RootSource.Directory(BusyboxRoot.Path), new ProcessSpec("/bin/sh", "-i") { Terminal = true });
        var container = await scene.Source.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        await using (var before = await container.AttachAsync(cancellationToken: cancellation))
        {
            await before.ResizeAsync(new(97, 33), cancellation);
            await TypeAsync(before, container, "X=kept; echo be''fore; sleep 1000 &\n", "before", cancellation);
        }
        await Scene.UntilAsync(async () => (await Scene.RunAsync(container, cancellation, "ps")).Contains("sleep 1000"), cancellation);

        await container.MigrateAsync(scene.Address, cancellationToken: cancellation);

        var moved = await scene.Target.GetAsync(container.Id, cancellation);
        await using var console = await moved.AttachAsync(new() { FromBeginning = true }, cancellation);
        Assert.That(await Scene.LogAsync(moved, cancellation), Does.Contain("before"), "what was on it before");
        await TypeAsync(console, moved, "jobs; echo ${X}1; stty size\n", "33 97", cancellation);
        // The job behind is still the shell's own.
        await TypeAsync(console, moved, "kill %1; wait; echo en''ded\n", "ended", cancellation);
        await TypeAsync(console, moved, "echo af''ter\n", "after", cancellation);
        Assert.That(await Scene.LogAsync(moved, cancellation), Does.Contain("kept1"));
        var seen = "";
        await foreach (var entry in console.ReadAsync(cancellation))
            if ((seen += entry.Text).Contains("after", StringComparison.Ordinal)) break;
        Assert.That(seen, Does.Contain("before").And.Contain("kept1"), "on the console itself");
    }

    private static async Task TypeAsync(AttachedConsole console, Container container, string text, string answer, CancellationToken cancellation)
    {
        await console.WriteAsync(Encoding.ASCII.GetBytes(text), cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Contains(answer), cancellation);
    }
}
