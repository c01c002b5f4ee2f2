using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Resources;

/// <summary>Limits where all controllers are in v2: they stand in its files, and the kernel keeps them.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class LimitTests : TestOnMachine
{
    [Test]
    public async Task The_machine_has_cgroup_v2_alone() =>
        Assert.That(await DoAsync("grep -c ' - cgroup ' /proc/self/mountinfo; stat -f -c %T /sys/fs/cgroup"), Is.EqualTo("0\ncgroup2fs"));

    [Test]
    public async Task Limits_of_a_container_stand_in_the_files_of_its_cgroup()
    {
        await BeginAsync("--memory 64M --memory-high 48M --memory-low 8M --swap 16M --cpus 0.5 --cpu-weight 250 --pids 20 --cpuset 0");
        Assert.That(await DoAsync($"cd {Cgroup} && cat memory.max memory.high memory.low memory.swap.max cpu.max cpu.weight pids.max cpuset.cpus"),
            Is.EqualTo("67108864\n50331648\n8388608\n16777216\n50000 100000\n250\n20\n0"));
        Assert.That(await DoAsync($"cat {Cgroup}/cgroup.procs | wc -l"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Limits_change_while_it_runs_and_are_lifted_again()
    {
        await BeginAsync("--memory 64M --pids 20");
        await DoAsync($"containment set --memory 96M --pids none --cpus 0.25 --cpu-weight 77 {Id}");
        Assert.That(await DoAsync($"cd {Cgroup} && cat memory.max pids.max cpu.max cpu.weight"), Is.EqualTo("100663296\nmax\n25000 100000\n77"));
        await DoAsync($"containment set --memory none --cpus none {Id}");
        Assert.That(await DoAsync($"cd {Cgroup} && cat memory.max cpu.max"), Is.EqualTo("max\nmax 100000"));
    }

    [Test]
    public async Task Who_wants_more_memory_than_the_limit_is_killed_and_nobody_else()
    {
        await DoAsync($"containment run -d -r {GuestPaths.Busybox} --memory 32M {Id}b sleep 1000");
        var hog = await RunAsync($"containment run -r {GuestPaths.Busybox} --memory 32M --swap 0 {Id} dd if=/dev/zero of=/dev/null bs=100M count=1");
        Assert.That(hog.Code, Is.EqualTo(137));
        Assert.That(await DoAsync($"containment ps | grep {Id}b"), Does.Contain("Running"));
        Assert.That(await DoAsync($"grep -w oom_kill {Cgroup}b/memory.events"), Is.EqualTo("oom_kill 0"));
    }

    [Test]
    public async Task Forks_beyond_the_limit_are_refused_and_counted()
    {
        await BeginAsync("--pids 5", "sh -c 'for i in 1 2 3 4 5 6 7 8; do sleep 1000 & done; sleep 1000'");
        Assert.That(await DoAsync($"while ! grep -q 'max [1-9]' {Cgroup}/pids.events; do sleep 0.2; done; cat {Cgroup}/pids.max"), Is.EqualTo("5"));
        Assert.That(int.Parse((await ProbeAsync($"usage {Id}"))["pids.refused"]!), Is.Positive);
    }

    [Test]
    public async Task A_container_that_wants_more_CPU_than_its_limit_is_held_back()
    {
        await BeginAsync("--cpus 0.1", "sh -c 'while :; do :; done'");
        var found = await DoAsync($"while [ $(sed -n 's/nr_throttled //p' {Cgroup}/cpu.stat) -lt 3 ]; do sleep 0.2; done; cat {Cgroup}/cpu.max");
        Assert.That(found, Is.EqualTo("10000 100000"));
        var usage = await ProbeAsync($"usage {Id}");
        Assert.That(long.Parse(usage["throttled"]!), Is.Positive);
        Assert.That(long.Parse(usage["cpu"]!), Is.Positive);
    }
}
