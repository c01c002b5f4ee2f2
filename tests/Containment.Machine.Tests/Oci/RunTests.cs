using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Oci;

/// <summary>containment-oci where all controllers are in v2.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class RunTests : TestOnMachine
{
    [Test]
    public async Task A_bundle_runs_in_its_cgroup_with_its_limits_and_leaves_nothing()
    {
        await OciBundle.MakeAsync(Machine, $"/tmp/{Id}", """["sh","-c","echo inside; sleep 1000"]""",
            """{"memory":{"limit":50331648},"pids":{"limit":17},"cpu":{"shares":2048,"quota":20000,"period":100000},"unified":{"memory.high":"33554432"}}""", Cancellation);
        await DoAsync($"containment-oci run --detach --bundle /tmp/{Id} {Id} > /tmp/{Id}/out 2>&1");
        Assert.That(await DoAsync($"cd /sys/fs/cgroup/{Id} && cat memory.max pids.max cpu.max memory.high && wc -l < cgroup.procs"), Is.EqualTo("50331648\n17\n20000 100000\n33554432\n1"));
        await DoAsync($"containment-oci pause {Id}");
        Assert.That(await DoAsync($"grep frozen /sys/fs/cgroup/{Id}/cgroup.events; containment-oci state {Id}"), Does.StartWith("frozen 1\n").And.Contain("paused"));
        await DoAsync($"containment-oci resume {Id}");
        await DoAsync($"containment-oci update --memory 67108864 --pids-limit 9 {Id}");
        Assert.That(await DoAsync($"cd /sys/fs/cgroup/{Id} && cat memory.max pids.max"), Is.EqualTo("67108864\n9"));
        Assert.That(await DoAsync($"cat /tmp/{Id}/out; containment-oci exec {Id} echo joined"), Is.EqualTo("inside\njoined"));
        await DoAsync($"containment-oci kill {Id} KILL; containment-oci delete --force {Id}");
        Assert.That(await DoAsync($"ls -d /sys/fs/cgroup/{Id} 2> /dev/null; containment-oci list -q"), Is.Empty);
    }
}
