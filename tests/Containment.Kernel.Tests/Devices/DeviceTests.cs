using Containment.Containers;
using Containment.Containers.Life;
using Containment.Devices;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Needs;
using Containment.Kernel.Tests.Volumes;

namespace Containment.Kernel.Tests.Devices;

/// <summary>Device nodes that come and go while a container runs. /dev/full under other names stands for devices that not every container has.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class DeviceTests
{
    private DeviceScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    [Test, Needs(Need.Fuse)]
    public async Task A_device_comes_and_goes_while_the_container_runs([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _scene.IdleAsync(cancellation, userNamespace);
        var before = await _scene.StateAsync(container);
        Assert.That(await DeviceScene.OpensAsync(container, "/dev/fuse", cancellation), Is.False);
        await container.AttachDeviceAsync(DeviceSpec.Parse("fuse"), cancellation);
        await container.AttachDeviceAsync(DeviceSpec.Parse("/dev/loop-control:/dev/own/control:r,mode=0640,uid=1,gid=2"), cancellation);
        Assert.That(await DeviceScene.OpensAsync(container, "/dev/fuse", cancellation), Is.True);
        Assert.That(await DeviceScene.SayAsync(container, "stat -c '%u:%g %a %t:%T' /dev/own/control; stat -c %u:%g /dev/fuse", cancellation), Is.EqualTo("1:2 640 a:ed\n0:0"));
        Assert.That(await DeviceScene.OpensAsync(container, "/dev/own/control", cancellation), Is.True);
        Assert.That((await VolumeScene.TryAsync(container, ": > /dev/own/control", cancellation)).Code, Is.Not.Zero, "only reading is allowed");
        if (DeviceScene.Rules(container).Any()) Assert.That(DeviceScene.Rules(container), Does.Contain("c 10:229 rw").And.Contain("c 10:237 r"));
        Assert.That((await container.GetDevicesAsync(cancellation)).Select(device => device.Name), Is.EqualTo(new[] { "fuse", "/dev/loop-control" }));

        // A copy of the node that the container kept opens nothing when the rule is gone.
        await DeviceScene.SayAsync(container, "mv /dev/fuse /dev/kept", cancellation);
        await container.DetachDeviceAsync("fuse", cancellation);
        await container.DetachDeviceAsync("/dev/loop-control", cancellation);
        Assert.That((await VolumeScene.TryAsync(container, ": < /dev/kept", cancellation)).Said, Does.Contain("not permitted"));
        await DeviceScene.SayAsync(container, "rm /dev/kept", cancellation);
        Assert.That(await _scene.StateAsync(container), Is.EqualTo(before));
    }

    [Test, Needs(Need.Fuse)]
    public async Task A_device_that_a_process_has_open_is_not_detached_and_the_process_is_named(CancellationToken cancellation)
    {
        var container = await _scene.StartAsync("echo there; exec 5< /dev/fuse; exec sleep 1000", cancellation, true, "fuse");
        await DeviceScene.SayAsync(container, "while ! grep -q sleep /proc/1/cmdline; do sleep 0.02; done", cancellation);
        var before = await _scene.StateAsync(container);
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => container.DetachDeviceAsync("fuse", cancellation));
        Assert.That((refused!.Reason, refused.Message.Contains("(sleep)")), Is.EqualTo((FailureReason.WrongState, true)), refused.Message);
        Assert.That(await DeviceScene.OpensAsync(container, "/dev/fuse", cancellation), Is.True);
        Assert.That(await _scene.StateAsync(container), Is.EqualTo(before));
    }

    [Test, Needs(Need.Fuse)]
    public async Task Devices_are_there_after_restarts_and_when_limits_are_set_and_go_back_when_it_ends(CancellationToken cancellation)
    {
        var container = await _scene.IdleAsync(cancellation, true, "/dev/loop-control:/dev/a");
        await container.AttachDeviceAsync(DeviceSpec.Parse("/dev/fuse:/dev/b:r"), cancellation);
        Assert.That(_scene.Loans(container), Has.Count.EqualTo(2));
        await container.SetAsync(new() { Devices = [Containment.Resources.DevicePermission.Allow("c 1:11 r")] }, cancellationToken: cancellation);
        Assert.That(await DeviceScene.OpensAsync(container, "/dev/a", cancellation) && await DeviceScene.OpensAsync(container, "/dev/b", cancellation), Is.True);
        await container.DetachDeviceAsync("/dev/loop-control", cancellation);
        await container.KillAsync(cancellation);
        await Scene.UntilAsync(() => Task.FromResult(_scene.Loans(container).Count == 0), cancellation);
        await container.AttachDeviceAsync(DeviceSpec.Parse("/dev/full:/dev/c"), cancellation);
        await container.StartAsync(cancellation);
        Assert.That(await DeviceScene.OpensAsync(container, "/dev/a", cancellation), Is.False);
        // Taken while it stands, its rule goes too, although the cgroup is the same.
        await container.KillAsync(cancellation);
        await container.DetachDeviceAsync("/dev/fuse", cancellation);
        await container.StartAsync(cancellation);
        await AddNodeAsync(container, "b", 10, 229, cancellation);
        Assert.That(await DeviceScene.OpensAsync(container, "/dev/b", cancellation), Is.False);
        await container.KillAsync(cancellation);
        await container.AttachDeviceAsync(DeviceSpec.Parse("/dev/fuse:/dev/b:r"), cancellation);
        await container.StartAsync(cancellation);
        Assert.That(await DeviceScene.OpensAsync(container, "/dev/b", cancellation) && await DeviceScene.OpensAsync(container, "/dev/c", cancellation), Is.True);
    }

    // As the host could; root inside can't.
    private static async Task AddNodeAsync(Container container, string name, int major, int minor, CancellationToken cancellation)
    {
        var init = (await container.GetStatusAsync(cancellation)).ProcessId!.Value;
        using var made = System.Diagnostics.Process.Start("mknod", ["-m", "666", $"/proc/{init}/root/dev/{name}", "c", $"{major}", $"{minor}"]);
        await made.WaitForExitAsync(cancellation);
        Assert.That(made.ExitCode, Is.Zero);
    }

    [Test]
    public async Task What_fails_in_the_middle_is_undone(CancellationToken cancellation)
    {
        var container = await _scene.IdleAsync(cancellation);
        await DeviceScene.SayAsync(container, "mkdir /dev/taken; ln -s / /dev/link", cancellation);
        var before = await _scene.StateAsync(container);
        var init = (await container.GetStatusAsync(cancellation)).ProcessId;
        string Inside(string name) => $"/proc/{init}/root/dev/{name}";
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.AttachDeviceAsync(DeviceSpec.Parse("/dev/loop-control:/dev/taken"), cancellation)))!.Reason, Is.EqualTo(FailureReason.AlreadyExists));
        ChangeSteps.Of(_scene.Host).Reached = reached => { if (reached == "allowed") Directory.CreateDirectory(Inside("late")); };
        Assert.That((await Assert.ThrowsAsync<KernelException>(() => container.AttachDeviceAsync(DeviceSpec.Parse("/dev/loop-control:/dev/late"), cancellation)))!.ErrorName, Is.EqualTo("EEXIST"));
        ChangeSteps.Of(_scene.Host).Reached = static _ => { };
        Directory.Delete(Inside("late"));
        // Never through a link, which could lead out of /dev.
        await Assert.ThrowsAsync<KernelException>(() => container.AttachDeviceAsync(DeviceSpec.Parse("/dev/loop-control:/dev/link/x"), cancellation));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.AttachDeviceAsync(DeviceSpec.Parse("/dev/nowhere"), cancellation)))!.Reason, Is.EqualTo(FailureReason.NotFound));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.AttachDeviceAsync(DeviceSpec.Parse("0000:7f:1f.7"), cancellation)))!.Reason, Is.EqualTo(FailureReason.NotFound));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.DetachDeviceAsync("kvm", cancellation)))!.Reason, Is.EqualTo(FailureReason.NotFound));
        foreach (var step in (string[])["noted", "described", "lent", "allowed", "made", "mounted"])
        {
            ChangeSteps.Of(_scene.Host).Reached = reached => { if (reached == step) throw new ContainmentException(FailureReason.ToolFailed, "test", $"broken at {step}"); };
            Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.AttachDeviceAsync(DeviceSpec.Parse("/dev/loop-control:/dev/deep/er/x"), cancellation)))!.Message, Does.Contain(step));
            ChangeSteps.Of(_scene.Host).Reached = static _ => { };
            // /dev/deep was made for it, and only the last directory goes with it.
            await DeviceScene.SayAsync(container, "rmdir /dev/deep 2>/dev/null || true", cancellation);
            Assert.That(await _scene.StateAsync(container), Is.EqualTo(before), step);
        }
    }

    [Test]
    public async Task A_vendors_file_gives_nodes_mounts_and_environment_at_the_start_and_no_environment_later(CancellationToken cancellation)
    {
        var source = _scene.Directory("library");
        _scene.Describe($$"""
            { "cdiVersion": "0.6.0", "kind": "test.example/thing",
              "containerEdits": { "mounts": [{ "hostPath": "{{source}}", "containerPath": "/opt/lib", "options": ["ro"] }] },
              "devices": [
                { "name": "with", "containerEdits": { "env": ["THING=1"], "deviceNodes": [{ "path": "/dev/thing0", "hostPath": "/dev/full" }] } },
                { "name": "bare", "containerEdits": { "deviceNodes": [{ "path": "/dev/thing1", "hostPath": "/dev/loop-control", "permissions": "r" }] } } ] }
            """);
        var container = await _scene.StartAsync("echo $THING there; while :; do sleep 1; done", cancellation, true, "test.example/thing=with");
        Assert.That(await Scene.LogAsync(container, cancellation), Is.EqualTo("1 there\n"));
        Assert.That(await DeviceScene.SayAsync(container, ": < /dev/thing0; cat /opt/lib/f", cancellation), Is.EqualTo("from outside"));
        var other = await _scene.IdleAsync(cancellation);
        var before = await _scene.StateAsync(other);
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => other.AttachDeviceAsync(DeviceSpec.Parse("test.example/thing=with"), cancellation));
        Assert.That((refused!.Reason, refused.Message.Contains("THING")), Is.EqualTo((FailureReason.Unsupported, true)));
        await other.AttachDeviceAsync(DeviceSpec.Parse("test.example/thing=bare"), cancellation);
        Assert.That(await DeviceScene.SayAsync(other, ": < /dev/thing1; cat /opt/lib/f", cancellation), Is.EqualTo("from outside"));
        await other.DetachDeviceAsync("test.example/thing=bare", cancellation);
        Assert.That(await _scene.StateAsync(other), Is.EqualTo(before));
    }

    [Test]
    public async Task Hundreds_that_come_and_go_at_once_lose_nothing(CancellationToken cancellation)
    {
        const int rounds = 12;
        var source = _scene.Directory("data");
        var containers = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => _scene.IdleAsync(cancellation, userNamespace: n % 2 == 0)));
        var before = await Task.WhenAll(containers.Select(_scene.StateAsync));
        await Task.WhenAll(containers.SelectMany(container => (IEnumerable<Task>)
        [
            RepeatAsync(n => container.AttachMountAsync(new($"/m{n % 3}", source), cancellation), n => container.DetachMountAsync($"/m{n % 3}", cancellation)),
            RepeatAsync(_ => container.AttachDeviceAsync(DeviceSpec.Parse("/dev/loop-control:/dev/a"), cancellation), _ => container.DetachDeviceAsync("/dev/loop-control", cancellation)),
            RepeatAsync(_ => container.AttachDeviceAsync(DeviceSpec.Parse("/dev/full:/dev/b"), cancellation), _ => container.DetachDeviceAsync("/dev/full", cancellation)),
        ]));
        Assert.That(await Task.WhenAll(containers.Select(_scene.StateAsync)), Is.EqualTo(before));

        static async Task RepeatAsync(Func<int, Task> give, Func<int, Task> take)
        {
            for (var n = 0; n < rounds; n++)
            {
                await give(n);
                await take(n);
            }
        }
    }
}
