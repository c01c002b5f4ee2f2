using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Resources;

/// <summary>The device program of a v2 cgroup: it alone stands between a container without a user namespace and the machine's devices.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class DeviceTests : TestOnMachine
{
    [Test]
    public async Task A_container_opens_the_usual_devices_and_none_of_the_machine()
    {
        await BeginAsync("--no-userns");
        // It can't make a node itself, and its other file systems have no devices.
        await DoAsync($"dev=/proc/$(cat {Cgroup}/cgroup.procs)/root/dev; mknod $dev/some-fuse c 10 229; mknod $dev/some-zero c 1 5; : < $dev/some-fuse");
        var run = await RunAsync($"containment exec {Id} sh -c 'head -c 4 /dev/some-zero | wc -c; echo x > /dev/null && echo null; (: < /dev/some-fuse) || echo refused'");
        Assert.That((run.Code, run.Output), Is.EqualTo((0, "4\nnull\nrefused\n")), run.Error);
        Assert.That(run.Error, Does.Contain("Operation not permitted"));
    }

    [Test]
    public async Task A_bundle_opens_a_device_only_in_the_ways_that_it_is_allowed_to()
    {
        await OciBundle.MakeAsync(Machine, $"/tmp/{Id}", """["sh","-c","mknod /tmp/fuse c 10 229; mknod /tmp/tty c 4 1; (: < /tmp/fuse) && echo read; (: > /tmp/fuse) || echo refused; (: < /tmp/tty) || echo refused"]""",
            """{"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":10,"minor":229,"access":"rm"}]}""", Cancellation);
        var run = await RunAsync($"containment-oci run --bundle /tmp/{Id} {Id}");
        Assert.That((run.Code, run.Output), Is.EqualTo((0, "read\nrefused\nrefused\n")), run.Error);
        Assert.That(run.Error, Does.Contain("Operation not permitted"));
    }
}
