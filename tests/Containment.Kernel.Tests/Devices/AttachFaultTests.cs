using Containment.Containers;
using Containment.Devices;
using Containment.Kernel.Tests.Histories;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Devices;

/// <summary>Whoever attaches or detaches is killed at each step; the next opening of the host finds nothing half done.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(180_000)]
internal sealed class AttachFaultTests
{
    [TestCase("attach-device", "described", "lent", "allowed", "made")]
    [TestCase("detach-device", "forbidden", "removed", "returned")]
    [TestCase("attach-mount", "described", "mounted")]
    [TestCase("detach-mount", "unmounted")]
    public async Task Killed_at_any_step_it_is_as_if_it_had_never_been_there(string verb, params string[] steps)
    {
        var cancellation = TestContext.CurrentContext.CancellationToken;
        await using var scene = new DeviceScene();
        var source = scene.Directory("data");
        var container = await scene.IdleAsync(cancellation);
        var before = await scene.StateAsync(container);
        foreach (var (step, n) in steps.Select((step, n) => (step, n)))
        {
            if (verb == "detach-device") await container.AttachDeviceAsync(DeviceSpec.Parse("/dev/loop-control:/dev/x"), cancellation);
            if (verb == "detach-mount") await container.AttachMountAsync(new("/data", source), cancellation);
            string[] what = verb switch { "attach-device" => [verb, "/dev/loop-control:/dev/x"], "detach-device" => [verb, "/dev/loop-control"], "attach-mount" => [verb, source, "/data"], _ => [verb, "/data"] };
            Assert.That(await KilledChange.RunAsync(scene.Test, container, step, 1, cancellation, what), Is.True, step);
            if (n % 2 == 0)
            {
                await using var again = ContainerHost.Open(scene.Options);
                await again.ListAsync(cancellation);
                // Listing waits for what has to be cleaned up.
                await (await again.GetAsync(container.Id, cancellation)).GetStatusAsync(cancellation);
            }
            else
            {
                // The next verb does it as well.
                await container.AttachMountAsync(new("/other"), cancellation);
                await container.DetachMountAsync("/other", cancellation);
            }
            Assert.That(await scene.StateAsync(container), Is.EqualTo(before), step);
        }
    }
}
