using System.Diagnostics;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Cli;

/// <summary>A machine that lacks a controller: its v1 hierarchy is unmounted, in a mount namespace of the command's own.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces, Need.MemoryV1), CancelAfter(60_000)]
internal sealed class CliWithoutControllerTests
{
    [Test]
    public async Task A_memory_limit_without_the_memory_controller_is_refused_and_nothing_is_created(CancellationToken cancellation)
    {
        var memory = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).First(words => words[2] == "cgroup" && words[3].Split(',').Contains("memory"))[1];
        await using var scene = new ProgramScene();
        var id = TestHost.NewId().Value;
        var program = scene.StartOther("unshare", "-m", "--propagation", "private", "sh", "-c", "umount \"$0\" && exec \"$@\"", memory,
            Programs.Cli, "create", "-r", BusyboxRoot.Path, "--memory", "64M", id, "true");
        var ended = await program.WaitAsync(cancellation);
        Assert.That(ended.Code, Is.EqualTo(125), ended.Error);
        Assert.That(ended.Error.TrimEnd('\n'), Does.Contain("memory").And.Not.Contain("\n"));
        Assert.That(MachineState.Of(scene.Test.Top, id), Is.Empty);
        Assert.That(await scene.DoAsync(cancellation, "ps"), Does.Not.Contain(id));
        Assert.That(Directory.Exists(memory), Is.True);
    }
}
