using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Containers;

/// <summary>A v2 cgroup that hands controllers down may hold no processes, and the command itself is in one.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class OwnCgroupTests : TestOnMachine
{
    private string Outer => $"/sys/fs/cgroup/{Id}-outer";

    [TearDown]
    public async Task Take() =>
        await Machine.DoAsync($"for one in $(containment ps -q | grep '^{Id}'); do containment rm -f $one; done; find {Outer} -depth -type d -exec rmdir {{}} + 2> /dev/null || true", CancellationToken.None);

    [Test]
    public async Task In_a_cgroup_with_processes_that_is_not_ours_a_limit_is_refused_and_says_what_helps()
    {
        var run = await RunAsync($"mkdir {Outer} && echo $$ > {Outer}/cgroup.procs && containment run --rm -r {GuestPaths.Busybox} --memory 32M {Id} true; code=$?; echo $$ > /sys/fs/cgroup/cgroup.procs; exit $code");
        Assert.That(run.Code, Is.EqualTo(125));
        Assert.That(run.Error, Does.Contain("Delegate=yes").And.Contain("CgroupParent"));
    }

    [Test]
    public async Task In_a_cgroup_of_its_own_namespace_the_command_steps_into_a_leaf()
    {
        var inside = $"umount /sys/fs/cgroup && mount -t cgroup2 cgroup /sys/fs/cgroup && containment run --rm -v /sys/fs/cgroup:/host -r {GuestPaths.Busybox} --memory 32M {Id} sh -c 'ls -d /host/ct-*; cat /host/ct-*/memory.max; wc -l < /host/containment-host/cgroup.procs'";
        var run = await RunAsync($"mkdir {Outer} && echo $$ > {Outer}/cgroup.procs && unshare -Cm sh -c \"{inside}\"; code=$?; echo $$ > /sys/fs/cgroup/cgroup.procs; exit $code");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Match($@"^/host/ct-[0-9a-f]{{8}}-{Id}\n33554432\n[1-9]"));
    }

    [Test]
    public async Task Another_cgroup_without_processes_can_be_named()
    {
        await DoAsync($"containment run -d -r {GuestPaths.Busybox} --memory 32M --cgroup-parent /{Id}-outer {Id} sleep 1000");
        Assert.That(await DoAsync($"cat {Outer}/ct-*-{Id}/memory.max"), Is.EqualTo("33554432"));
    }
}
