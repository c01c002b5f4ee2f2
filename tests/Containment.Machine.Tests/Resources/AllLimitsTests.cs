using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Resources;

/// <summary>What only v2 has, or where v2 has it otherwise: on a kernel whose controllers are all there.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class AllLimitsTests : TestOnMachine
{
    [Test]
    public async Task Time_on_the_CPU_is_counted_over_the_period_and_saved_up()
    {
        await BeginAsync("--cpus 0.5 --cpu-period 50ms --cpu-burst 10ms");
        Assert.That(await DoAsync($"cd {Cgroup} && cat cpu.max cpu.max.burst"), Is.EqualTo("25000 50000\n10000"));
        await DoAsync($"containment set --cpu-period 200ms --cpu-burst none {Id}");
        Assert.That(await DoAsync($"cd {Cgroup} && cat cpu.max cpu.max.burst"), Is.EqualTo("100000 200000\n0"));
        await DoAsync($"containment set --cpu-idle true {Id} && containment set --cpu-idle false --cpu-weight 70 {Id}");
        Assert.That(await DoAsync($"cd {Cgroup} && cat cpu.idle cpu.weight"), Is.EqualTo("0\n70"));
    }

    [Test]
    public async Task Memory_has_what_v1_lacks()
    {
        await BeginAsync("--memory 128M --memory-min 4M --swap-high 8M --oom-group true");
        Assert.That(await DoAsync($"cd {Cgroup} && cat memory.min memory.swap.high memory.oom.group"), Is.EqualTo("4194304\n8388608\n1"));
        Assert.That(await DoAsync($"containment set --memory-min none --swap-high none --oom-group false {Id}"), Does.Contain("memory-min none").And.Contain("oom-group false"));
        Assert.That(await DoAsync($"cd {Cgroup} && cat memory.min memory.swap.high memory.oom.group"), Is.EqualTo("0\nmax\n0"));
    }

    [Test]
    public async Task A_controller_that_containers_do_not_have_at_first_comes_with_its_first_limit()
    {
        await BeginAsync("");
        Assert.That(await DoAsync($"containment set --hugepages 2MB=4 {Id}"), Does.Contain("hugepages 2MB 4"));
        Assert.That(await DoAsync($"cd {Cgroup} && cat hugetlb.2MB.max hugetlb.2MB.rsvd.max"), Is.EqualTo($"{8 << 20}\n{8 << 20}"));
    }

    [Test]
    public async Task A_cpu_set_is_lifted_to_what_the_one_above_has()
    {
        await BeginAsync("--cpuset 0 --cpuset-mems 0");
        await DoAsync($"containment set --cpuset all --cpuset-mems all {Id}");
        Assert.That(await DoAsync($"cd {Cgroup} && cat cpuset.cpus cpuset.mems"), Is.EqualTo(await DoAsync("cd /sys/fs/cgroup && cat cpuset.cpus.effective cpuset.mems.effective")));
    }

    [Test]
    public async Task When_one_of_many_is_refused_all_are_as_they_were()
    {
        await BeginAsync("--memory 64M --pids 20 --cpu-weight 50 --cpus 0.3");
        const string files = "cat cpu.max cpu.weight cpuset.cpus pids.max memory.max memory.high memory.swap.max";
        var before = await DoAsync($"cd {Cgroup} && {files}");
        foreach (var refused in (string[])["--cpuset 4000", "--io 250:77,rbps=5", "--cpu-burst 900ms"])
        {
            var ended = await RunAsync($"containment set --cpus 0.7 --cpu-weight 90 --pids 30 --memory 96M --memory-high 80M --swap 1M {refused} {Id}");
            Assert.That(ended.Code, Is.EqualTo(125), refused);
            Assert.That(await DoAsync($"cd {Cgroup} && {files}"), Is.EqualTo(before), refused);
        }
    }

    // A cpuset that was empty can't be emptied again while processes are in it.
    [Test]
    public async Task A_cpu_set_that_was_not_set_does_not_bind_after_a_change_that_was_refused()
    {
        await BeginAsync("");
        Assert.That((await RunAsync($"containment set --cpuset 0 --io 250:77,rbps=5 {Id}")).Code, Is.EqualTo(125));
        Assert.That(await DoAsync($"cat {Cgroup}/cpuset.cpus.effective"), Is.EqualTo(await DoAsync("cat /sys/fs/cgroup/cpuset.cpus.effective")));
    }

    [Test]
    public async Task What_this_kernel_lacks_is_refused_by_the_name_of_the_field_before_anything_is_written()
    {
        await BeginAsync("--pids 20");
        Assert.That(await DoAsync($"! containment set --pids 30 --zswap 0 {Id} 2>&1"), Does.Contain("Zswap").And.Contain("memory.zswap.max"));
        Assert.That(await ReadAsync("pids.max"), Is.EqualTo("20"));
    }

    [Test]
    public async Task What_only_v1_has_is_refused_by_the_name_of_the_field()
    {
        await BeginAsync("");
        Assert.That(await DoAsync($"! containment set --net-class 10:1 {Id} 2>&1"), Does.Contain("NetworkClass"));
    }

    // The hierarchy is mounted for the script alone; it goes when its last cgroup does.
    [Test]
    public async Task Traffic_is_marked_where_v1_has_the_controllers_for_it()
    {
        var told = await DoAsync($"""
            mkdir -p /tmp/{Id}/net
            unshare -m sh -ec '
                mount -t cgroup -o net_cls,net_prio none /tmp/{Id}/net
                containment run -d -r {GuestPaths.Busybox} {Id} sleep 1000 >&2
                containment set --net-class 10:1 --net-prio lo=3 {Id} >&2
                cd /tmp/{Id}/net/ct-*-{Id}
                cat net_cls.classid; grep lo net_prio.ifpriomap; wc -l < cgroup.procs
                if containment set --net-class 20:1 --net-prio nowhere=3 {Id} >&2; then exit 1; fi
                cat net_cls.classid
                containment set --net-class none {Id} >&2
                cat net_cls.classid
                cd /
                containment rm -f {Id} >&2
                umount /tmp/{Id}/net'
            """);
        Assert.That(told.Split('\n'), Is.EqualTo(new[] { $"{0x0010_0001}", "lo 3", "1", $"{0x0010_0001}", "0" }));
    }

    [Test]
    public async Task Devices_are_allowed_and_denied_while_it_runs()
    {
        await BeginAsync("--no-userns", "sh -c 'while :; do sleep 0.2; (: < /dev/full) 2>&- && echo open || echo shut; done'");
        await DoAsync($"while ! containment logs {Id} | grep -q open; do sleep 0.2; done");
        await DoAsync($"containment set --device-deny /dev/full {Id}");
        await DoAsync($"while ! containment logs {Id} | tail -n 1 | grep -q shut; do sleep 0.2; done");
        await DoAsync($"containment set --device-allow 'c 1:7 rw' {Id}");
        await DoAsync($"while ! containment logs {Id} | tail -n 1 | grep -q open; do sleep 0.2; done");
    }
}
