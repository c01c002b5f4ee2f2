using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Containers;

/// <summary>What a container sees of itself where its limits and its use are files of cgroup v2.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class GuestViewTests : TestOnMachine
{
    [Test]
    public async Task A_container_sees_its_limits_and_their_changes()
    {
        await BeginAsync("--guest-view own --tell-limits --memory 64M --cpus 0.5");
        Assert.That(await LookAsync(), Is.EqualTo($"MemTotal:          65536 kB\n0\n{{\"version\":1,\"memoryMax\":{64 << 20},\"memoryHigh\":null,\"swap\":null,\"cpus\":0.5,\"cpuSet\":null,\"pids\":null}}"));
        await DoAsync($"containment set --memory 96M --pids 50 {Id}");
        Assert.That(await LookAsync(), Does.StartWith("MemTotal:          98304 kB\n").And.Contain("\"pids\":50"));
    }

    [Test]
    public async Task Its_use_shows_while_it_looks_and_its_clock_is_its_own()
    {
        // In the foreground, so that somebody answers who looks; he comes to it after a second.
        var words = await DoAsync($"containment run --rm -r {GuestPaths.Busybox} --guest-view own --memory 64M {Id} sh -c 'sleep 4; dd if=/dev/zero of=/dev/shm/file bs=1M count=32 2> /dev/null; sleep 1; grep Shmem: /proc/meminfo; cut -d. -f1 /proc/uptime'");
        Assert.That(words, Does.Match(@"^Shmem: +3(2|3)\d\d\d kB\n\d\d?$"));
    }

    private Task<string> LookAsync() => DoAsync($"containment exec {Id} sh -c 'grep MemTotal /proc/meminfo; cat /sys/devices/system/cpu/online /run/containment/limits.json'");
}
