using System.Diagnostics;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Tests.Images;

namespace Containment.Kernel.Tests.Images;

/// <summary>Images all the way: what was unpacked runs as a container, in a user namespace.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces)]
internal sealed class ContainerOfImageTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task A_container_runs_from_a_tarball(CancellationToken cancellation)
    {
        using var importer = new Importer();
        var archive = await PackAsync(importer);
        await AssertRunsAsync(new RootSource.Tarball(archive, Importer.DigestOf(await File.ReadAllBytesAsync(archive, cancellation))), "test $(stat -c %u:%g /bin/busybox) = 0:0", cancellation);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_container_runs_from_an_image_of_two_layers_and_sees_its_whiteouts(CancellationToken cancellation)
    {
        using var importer = new Importer();
        var layout = Directory.CreateDirectory(Path.Combine(importer.State, "layout")).FullName;
        var top = new TarBuilder().Directory("etc").File("etc/.wh.group").File("etc/top", "1", uid: 5).Build();
        new LayoutBuilder(layout).Image([await File.ReadAllBytesAsync(await PackAsync(importer), cancellation), top], "run");
        await AssertRunsAsync(new RootSource.OciLayout(layout, "run"), "test ! -e /etc/group && test $(stat -c %u /etc/top) = 5 && echo x > /etc/top", cancellation);
    }

    [TestCase("SIGUSR1", null, 1)]
    [TestCase("SIGUSR1", "SIGUSR2", 2)]
    [TestCase("nonsense", null, 3)]
    [TestCase(null, null, 3)]
    [CancelAfter(60_000)]
    public async Task It_is_stopped_by_the_signal_that_its_description_says_or_its_image(string? image, string? own, int code, CancellationToken cancellation)
    {
        using var importer = new Importer();
        await using var test = new TestHost();
        File.SetUnixFileMode(Path.GetDirectoryName(test.Options.RuntimeDirectory)!, (UnixFileMode)0b111_001_001);
        var layout = Directory.CreateDirectory(Path.Combine(importer.State, "layout")).FullName;
        new LayoutBuilder(layout).Image([await File.ReadAllBytesAsync(await PackAsync(importer), cancellation)], config: file => file["config"]!["StopSignal"] = image);
        const string script = "trap 'exit 1' USR1; trap 'exit 2' USR2; trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done";
        var spec = new ContainerSpec(TestHost.NewId(), new RootSource.OciLayout(layout), new ProcessSpec("/bin/sh", "-c", script)) { StopSignal = own is null ? null : Signal.Parse(own) };
        await using (var host = ContainerHost.Open(test.Options)) await host.CreateAsync(spec, cancellation);
        // As it was written down: the image may be gone by then.
        var container = await test.Host.GetAsync(spec.Id, cancellation);
        Assert.That(container.Spec.StopSignal?.ToString(), Is.EqualTo(own ?? (image == "nonsense" ? null : image)));
        await container.StartAsync(cancellation);
        await Checkpoints.Scene.UntilAsync(async () => (await Checkpoints.Scene.LogAsync(container, cancellation)).Contains("ready", StringComparison.Ordinal), cancellation);
        Assert.That((await container.StopAsync(cancellationToken: cancellation)).Code, Is.EqualTo(code));
    }

    private static async Task AssertRunsAsync(RootSource root, string script, CancellationToken cancellation)
    {
        await using var test = new TestHost();
        // As below /run: the directories above a host's own can be passed through by everybody.
        File.SetUnixFileMode(Path.GetDirectoryName(test.Options.RuntimeDirectory)!, (UnixFileMode)0b111_001_001);
        var container = await test.Host.CreateAsync(new(TestHost.NewId(), root, new ProcessSpec("/bin/sh", "-c", script)), cancellation);
        await container.StartAsync(cancellation);
        var status = await container.WaitAsync(cancellation);
        Assert.That(status.Code, Is.Zero);
    }

    private static async Task<string> PackAsync(Importer importer)
    {
        var archive = Path.Combine(importer.State, "busybox.tar");
        using var tar = Process.Start("tar", ["-C", BusyboxRoot.Path, "-cf", archive, "."]);
        await tar.WaitForExitAsync();
        return archive;
    }
}
