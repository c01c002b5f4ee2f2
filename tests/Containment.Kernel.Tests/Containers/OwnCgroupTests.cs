using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Containers;

/// <summary>A system container makes cgroups for its services in its own.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.CgroupV2), CancelAfter(60_000)]
internal sealed class OwnCgroupTests
{
    [Test]
    public async Task A_system_container_makes_cgroups_and_others_run_beside_it(CancellationToken cancellation)
    {
        await using var test = new TestHost();
        var spec = new ContainerSpec(TestHost.NewId(), new RootSource.Directory(BusyboxRoot.Path), new ProcessSpec("/bin/sh", "-c",
            "cd /sys/fs/cgroup && mkdir service init && echo $$ > init/cgroup.procs && cat /proc/self/cgroup && echo moved && exec sleep 1000"))
        {
            Isolation = new() { FirstProcess = FirstProcess.System },
        };
        var container = await test.Host.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        var log = "";
        await foreach (var entry in container.ReadLogAsync(new() { Follow = true }, cancellation))
            if ((log += entry.Text).Contains("moved", StringComparison.Ordinal)) break;
        Assert.That(log, Does.Contain("0::/init\n"));
        var cgroup = ContainerCgroup.Open(test.Host, container.Id);
        var status = await container.GetStatusAsync(cancellation);
        Assert.That(cgroup.OwnOf(status.ProcessId!.Value), Is.EqualTo($"{cgroup.Placement.UnifiedDirectory}/init"));
        Assert.That(cgroup.OwnOf(Environment.ProcessId), Is.Null);
        await using var exec = await container.ExecAsync(new ProcessSpec("/bin/sh", "-c", "exit 4"), cancellationToken: cancellation);
        Assert.That((await exec.WaitAsync(cancellation)).Code, Is.EqualTo(4));
    }
}
