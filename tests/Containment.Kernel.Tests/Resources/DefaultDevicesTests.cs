using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

/// <summary>What a new container may use of the machine's devices when nothing is said of them.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox), CancelAfter(60_000)]
internal sealed class DefaultDevicesTests
{
    // Without a user namespace and on the tmpfs of /dev, which is the one mount that devices work on, so that only the list stands between the container and the disk.
    private const string Script = "mknod /dev/disk b 7 0; mknod /dev/tun c 10 200; mknod /dev/fuse c 10 229; for f in /dev/disk /dev/tun /dev/fuse; do (: < $f) 2>&1 || echo no; done; "
        + "for f in /dev/null /dev/zero /dev/full /dev/random /dev/urandom; do (: < $f) 2>&- && echo $f; done; exit 0";

    [Test]
    public async Task Nodes_of_disks_and_drivers_are_of_no_use(CancellationToken cancellationToken)
    {
        await using var test = new TestHost();
        var container = await test.Host.CreateAsync(Spec(), cancellationToken);
        await container.StartAsync(cancellationToken);
        await container.WaitAsync(cancellationToken);
        await CheckAsync(container, cancellationToken);
    }

    [Test]
    public async Task The_list_is_there_again_when_the_cgroups_were_lost(CancellationToken cancellationToken)
    {
        await using var test = new TestHost();
        var container = await test.Host.CreateAsync(Spec(), cancellationToken);
        await ContainerCgroup.Open(test.Host, container.Id).DeleteAsync(cancellationToken);
        await container.StartAsync(cancellationToken);
        await container.WaitAsync(cancellationToken);
        await CheckAsync(container, cancellationToken);
    }

    [Test, Needs(Need.Criu)]
    public async Task The_list_holds_for_a_container_that_was_saved_and_brought_back(CancellationToken cancellationToken)
    {
        await using var test = new TestHost();
        var spec = Spec() with { Process = new ProcessSpec("/bin/sh", "-c", "mknod /dev/tun c 10 200; while :; do if (: < /dev/tun) 2>&-; then echo open; else echo shut; fi; sleep 0.05; done") { Capabilities = ["CAP_MKNOD"] } };
        var container = await test.Host.CreateAsync(spec, cancellationToken);
        await container.StartAsync(cancellationToken);
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellationToken);
        await ContainerCgroup.Open(test.Host, container.Id).DeleteAsync(cancellationToken);
        var before = (await TextAsync(container, cancellationToken)).Length;
        await container.RestoreAsync(cancellationToken: cancellationToken);
        await Task.Delay(500, cancellationToken);
        await container.KillAsync(cancellationToken: cancellationToken);
        var text = await TextAsync(container, cancellationToken);
        Assert.That(text[before..], Does.Contain("shut"));
        Assert.That(text, Does.Not.Contain("open"));
    }

    private static ContainerSpec Spec() => new(TestHost.NewId(), new RootSource.Directory(BusyboxRoot.Path), new ProcessSpec("/bin/sh", "-c", Script) { Capabilities = ["CAP_MKNOD"] })
    {
        Isolation = new() { UserNamespace = false },
    };

    private static async Task CheckAsync(Container container, CancellationToken cancellationToken)
    {
        var text = await TextAsync(container, cancellationToken);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines.Count(line => line == "no"), Is.EqualTo(3), text);
        Assert.That(lines.Where(line => line.StartsWith("/dev/", StringComparison.Ordinal)), Is.EqualTo(new[] { "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom" }));
        Assert.That(lines.Count(line => line.Contains("Operation not permitted", StringComparison.Ordinal)), Is.EqualTo(3));
    }

    private static async Task<string> TextAsync(Container container, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        await foreach (var entry in container.ReadLogAsync(cancellationToken: cancellationToken)) text.Append(entry.Text);
        return text.ToString();
    }
}
