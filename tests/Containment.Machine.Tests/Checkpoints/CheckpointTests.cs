using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Checkpoints;

/// <summary>Debian's own CRIU on Debian's own kernel, with cgroup v2 alone.</summary>
[Needs(Need.VirtualMachine), CancelAfter(600_000)]
internal sealed class CheckpointTests : TestOnMachine
{
    // CRIU's first call in a machine asks the kernel for all it can, which takes seconds under emulation.
    [Test]
    public async Task A_container_comes_back_where_its_checkpoint_was_made_with_its_limits()
    {
        await BeginAsync("--memory 64M --pids 30", "sh -c 'n=0; while :; do n=$((n + 1)); echo $n > /count; sleep 0.1; done'");
        await DoAsync($"until containment exec {Id} test -s /count; do sleep 0.2; done");
        await DoAsync($"containment checkpoint {Id} --name first --stop", limit: 300);
        Assert.That(await DoAsync($"containment ps | grep -w {Id}"), Does.Not.Contain("Running"));
        await DoAsync($"containment restore {Id} --name first", limit: 300);
        Assert.That(await DoAsync($"cat {Cgroup}/memory.max {Cgroup}/pids.max; containment ps | grep -w {Id}"), Does.StartWith("67108864\n30\n").And.Contain("Running"));
        await DoAsync($"n=$(containment exec {Id} cat /count); while [ \"$(containment exec {Id} cat /count)\" = \"$n\" ]; do sleep 0.2; done");
    }

    [Test]
    public async Task The_kernel_tracks_soft_dirty_pages() =>
        Assert.That((await RunAsync("criu check --feature mem_dirty_track", limit: 300)).Code, Is.Zero);
}
