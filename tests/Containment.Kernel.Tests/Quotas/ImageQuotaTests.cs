using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Histories;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Kernel.Tests.Quotas;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class ImageQuotaTests
{
    private QuotaScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new(DiskQuotaKind.Image);

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    [Test]
    public async Task Deleting_a_container_leaves_no_mount_no_device_and_no_file([Values(64, 1024)] long mebibytes, CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync("echo 1 > /root/f", mebibytes, cancellation);
        Assert.That(_scene.IsMounted(container));
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        await container.DeleteAsync(cancellation);
        Assert.That(_scene.IsMounted(container), Is.False);
        Assert.That(Directory.Exists(_scene.Home(container)), Is.False);
        await _scene.UntilLetGoAsync(container, cancellation);
    }

    [Test]
    public async Task A_copy_of_its_mount_in_another_namespace_goes_with_the_container(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync("true", 64, cancellation);
        using var other = new RunningProgram("unshare", ["-m", "sh", "-c", "echo on; sleep 1000"]);
        await other.UntilAsync("on", cancellation);
        Assert.That(await File.ReadAllTextAsync($"/proc/{other.Id}/mountinfo", cancellation), Does.Contain(_scene.Layers(container)));
        await container.DeleteAsync(cancellation);
        Assert.That(await File.ReadAllTextAsync($"/proc/{other.Id}/mountinfo", cancellation), Does.Not.Contain(container.Id.Value));
        await _scene.UntilLetGoAsync(container, cancellation);
    }

    [Test]
    public async Task The_host_gets_back_what_is_deleted_inside([Values(64, 1024)] long mebibytes, CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync("sleep 1000", mebibytes, cancellation);
        var before = await TakenAsync(container, cancellation);
        await container.StartAsync(cancellation);
        await Scene.RunAsync(container, cancellation, "sh", "-c", "head -c 40000000 /dev/urandom > /root/f; sync");
        Assert.That(await TakenAsync(container, cancellation), Is.GreaterThan(before + 30_000_000));
        await Scene.RunAsync(container, cancellation, "sh", "-c", "rm /root/f; sync");
        await Scene.UntilAsync(async () => await TakenAsync(container, cancellation) < before + 10_000_000, cancellation);
    }

    [Test, Needs(Need.Compiler)]
    public async Task Programs_that_give_rights_do_so(CancellationToken cancellation)
    {
        var source = Path.Combine(_scene.Test.Top, "rights");
        await File.WriteAllTextAsync(source + ".c", "#include <stdio.h>\n#include <unistd.h>\nint main(void) { printf(\"%d %d\\n\", getuid(), geteuid()); }", cancellation);
        using var compiler = new RunningProgram("gcc", ["-static", "-o", source, source + ".c"]);
        Assert.That((await compiler.WaitAsync(cancellation)).Code, Is.Zero);
        await using var scene = new Scene(_scene.Test);
        var container = await scene.StartAsync("cp /rights /root/rights; chmod 4755 /root/rights; chmod 755 /root; echo on; sleep 1000", cancellation,
            spec => _scene.With(spec) with { Isolation = new() { FirstProcess = FirstProcess.System, Mounts = [new("/rights", source)] } });
        await using var session = await container.ExecAsync(new("/root/rights") { User = "1000" }, null, cancellation);
        using var reader = new StreamReader(session.Output);
        Assert.That(await reader.ReadToEndAsync(cancellation), Is.EqualTo("1000 0\n"));
    }

    [Test]
    public async Task After_a_reboot_whoever_needs_the_files_mounts_them([Values("start", "snapshot", "clone", "diff", "usage", "set", "delete")] string first, CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync("cat /root/f; echo 1 >> /root/f", 64, cancellation);
        await RunAsync(container, cancellation);
        await container.SnapshotAsync(new() { Name = "a" }, cancellation);
        _scene.Unmount(container);
        await _scene.UntilLetGoAsync(container, cancellation);
        await using var other = _scene.Test.OpenAgain();
        var again = await other.GetAsync(container.Id, cancellation);
        switch (first)
        {
            case "start": await RunAsync(again, cancellation); break;
            case "snapshot": await again.SnapshotAsync(new() { Name = "b" }, cancellation); break;
            case "clone": await RunAsync((await again.CloneAsync([TestHost.NewId()], cancellationToken: cancellation))[0], cancellation); break;
            case "diff": Assert.That(await again.DiffSnapshotsAsync("a", cancellationToken: cancellation), Is.Empty); break;
            case "usage": Assert.That((await again.GetDiskUsageAsync(cancellation)).Used, Is.GreaterThan(0)); break;
            case "set": await again.SetDiskAsync(80 << 20, cancellation); break;
            default: await again.DeleteAsync(cancellation); break;
        }
        Assert.That(_scene.IsMounted(container), Is.EqualTo(first != "delete"));
        if (first == "delete") return;
        Assert.That(await RunAsync(again, cancellation), Does.Contain("1\n"));
    }

    [Test]
    public async Task A_creation_that_is_killed_leaves_nothing_once_a_host_is_opened(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync("true", 64, cancellation);
        var clone = TestHost.NewId();
        Assert.That(await KilledChange.RunAsync(_scene.Test, container, "filled", 1, cancellation, "clone", "", clone.Value));
        var left = new Container(_scene.Test.Host, TestHost.Shell("true", clone));
        Assert.That(_scene.IsMounted(left), "or this test shows nothing");
        await using var other = _scene.Test.OpenAgain();
        Assert.That((await other.ListAsync(cancellation)).Select(one => one.Id), Is.EqualTo(new[] { container.Id }));
        Assert.That((_scene.IsMounted(left), Directory.Exists(_scene.Home(left))), Is.EqualTo((false, false)));
        await _scene.UntilLetGoAsync(left, cancellation);
    }

    [Test]
    public async Task A_creation_that_fails_leaves_nothing(CancellationToken cancellation)
    {
        var spec = _scene.With(TestHost.Shell("true")) with { Limits = new() { CpuSet = CpuSet.Parse("4000") } };
        await Assert.CatchAsync<Exception>(() => _scene.Test.Host.CreateAsync(spec, cancellation));
        var left = new Container(_scene.Test.Host, spec);
        Assert.That((_scene.IsMounted(left), Directory.Exists(_scene.Home(left))), Is.EqualTo((false, false)));
        await _scene.UntilLetGoAsync(left, cancellation);
    }

    [Test]
    public async Task Another_mount_namespace_works_on_the_same_files(CancellationToken cancellation)
    {
        await using var scene = new Scene(_scene.Test);
        var container = await scene.StartAsync("echo here > /root/f; echo on; sleep 1000", cancellation, spec => _scene.With(spec));
        using var inside = new RunningProgram("unshare", ["-m", "sh", "-c", $"umount {_scene.Layers(container)} && cd {AppContext.BaseDirectory} && ./Containment.MigrationSide layers {_scene.Test.Top} none 1 {container.Id} create elsewhere"]);
        var ended = await inside.WaitAsync(cancellation);
        Assert.That(ended.Code, Is.Zero, ended.Error);
        Assert.That((await container.ListSnapshotsAsync(cancellation)).Single().Name, Is.EqualTo("elsewhere"));
        Assert.That(File.ReadAllText(Path.Combine(_scene.Layers(container), "2/upper/root/f")), Is.EqualTo("here\n"));
    }

    [Test]
    public async Task A_damaged_image_is_told_and_its_container_can_be_deleted(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync("true", 64, cancellation);
        _scene.Unmount(container);
        await _scene.UntilLetGoAsync(container, cancellation);
        await File.WriteAllBytesAsync(_scene.Image(container), new byte[1 << 20], cancellation);
        var failure = await Assert.CatchAsync<ContainmentException>(() => container.StartAsync(cancellation));
        Assert.That(failure!.Reason, Is.EqualTo(FailureReason.KernelRefused));
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Created));
        await container.DeleteAsync(cancellation);
        Assert.That(Directory.Exists(_scene.Home(container)), Is.False);
    }

    [Test, Needs(Need.Criu)]
    public async Task A_container_is_saved_and_brought_back([Values] bool userNamespace, CancellationToken cancellation)
    {
        await using var scene = new Scene(_scene.Test);
        var container = await scene.CountAsync(cancellation, spec => _scene.With(spec, 1024) with { Isolation = new() { UserNamespace = userNamespace } });
        await container.CheckpointAsync(new() { Name = "a", LeaveRunning = false }, cancellation);
        await container.WaitAsync(cancellation);
        _scene.Unmount(container);
        await container.RestoreAsync("a", cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(_scene.IsMounted(container));
        await container.KillAsync(cancellation);
        await container.DeleteAsync(cancellation);
        await _scene.UntilLetGoAsync(container, cancellation);
    }

    // In bytes, of the host's disk.
    private async Task<long> TakenAsync(Container container, CancellationToken cancellation)
    {
        using var du = new RunningProgram("du", ["-B1", _scene.Image(container)]);
        return long.Parse((await du.WaitAsync(cancellation)).Output.Split('\t')[0]);
    }

    private static async Task<string> RunAsync(Container container, CancellationToken cancellation)
    {
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        return await Scene.LogAsync(container, cancellation);
    }
}
