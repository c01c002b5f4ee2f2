using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Containers;

/// <summary>A container's life where all controllers are in v2.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class LifeTests : TestOnMachine
{
    private const string Counting = "sh -c 'while :; do echo x >> /count; sleep 0.05; done'";

    [Test]
    public async Task A_run_passes_input_output_and_exit_code_on_and_leaves_nothing()
    {
        var before = await DoAsync("ls /sys/fs/cgroup /run/containment 2> /dev/null; grep -c . /proc/self/mountinfo");
        Assert.That(await RunAsync($"echo input | containment run --rm -r {GuestPaths.Busybox} {Id} sh -c 'cat; echo $((6 * 7)) >&2; exit 9'"), Is.EqualTo(new Outcome(9, "input\n", "42\n")));
        Assert.That(await DoAsync("ls /sys/fs/cgroup /run/containment 2> /dev/null; grep -c . /proc/self/mountinfo"), Is.EqualTo(before).Or.EqualTo(before + "\n"));
    }

    [Test]
    public async Task One_that_is_paused_stands_still_until_it_is_resumed()
    {
        await BeginAsync("", Counting);
        await DoAsync($"until containment exec {Id} test -s /count; do sleep 0.2; done; containment pause {Id}");
        Assert.That(await DoAsync($"cat {Cgroup}/cgroup.freeze; grep frozen {Cgroup}/cgroup.events; containment ps | grep -w {Id}"), Does.StartWith("1\nfrozen 1\n").And.Contain("Paused"));
        Assert.That(await DoAsync($"cat {Cgroup}/cpu.stat | grep usage_usec > /tmp/{Id}; sleep 1; grep usage_usec {Cgroup}/cpu.stat | cmp - /tmp/{Id} && echo still; rm /tmp/{Id}"), Is.EqualTo("still"));
        await DoAsync($"containment resume {Id}");
        await DoAsync($"n=$(containment exec {Id} wc -l /count); while [ \"$(containment exec {Id} wc -l /count)\" = \"$n\" ]; do sleep 0.2; done");
    }

    [Test]
    public async Task A_command_joins_the_container_and_its_cgroup()
    {
        await BeginAsync("");
        await DoAsync($"containment exec {Id} sleep 1000 > /dev/null 2>&1 &\nwhile [ $(wc -l < $(echo {Cgroup})/cgroup.procs) -lt 2 ]; do sleep 0.2; done");
        Assert.That(await DoAsync($"containment exec {Id} sh -c 'echo $0 $1; cat /proc/1/comm' one two"), Is.EqualTo("one two\nsleep"));
        Assert.That(await DoAsync($"containment exec {Id} cat /proc/self/cgroup"), Is.EqualTo("0::/"), "it has a cgroup namespace of its own");
    }

    // Whether the command has ended before its input is closed is a matter of chance, and in an emulator both happen.
    [Test]
    public async Task The_output_of_a_short_command_is_never_lost()
    {
        await BeginAsync("");
        Assert.That(await DoAsync($"for n in 1 2 3 4 5 6 7 8 9 10 11 12; do containment exec {Id} echo hello; done 2>&1 | sort | uniq -c | tr -s ' '"), Is.EqualTo(" 12 hello"));
    }

    [Test]
    public async Task A_kill_ends_every_process_of_it_and_it_can_start_again()
    {
        await BeginAsync("", "sh -c 'for i in 1 2 3 4; do sleep 1000 & done; wait'");
        await DoAsync($"while [ $(wc -l < $(echo {Cgroup})/cgroup.procs) -lt 5 ]; do sleep 0.2; done; containment kill {Id}");
        Assert.That(await DoAsync($"cat {Cgroup}/cgroup.procs 2> /dev/null; containment ps | grep -w {Id}"), Does.Contain("Exited").And.Not.Match(@"(?m)^\d+$"));
        await DoAsync($"containment start {Id}");
        Assert.That(await DoAsync($"containment ps | grep -w {Id}"), Does.Contain("Running"));
    }
}
