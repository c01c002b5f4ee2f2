using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Migration;

/// <summary>Moves between two kernels, as users have them.</summary>
[Needs(Need.VirtualMachine), CancelAfter(600_000)]
internal sealed class MoveTests
{
    private VirtualMachine _a = null!, _b = null!;

    [SetUp]
    public async Task Boot()
    {
        var cancellation = TestContext.CurrentContext.CancellationToken;
        var network = await SharedMachines.JoinedAsync(cancellation);
        await TrustingHosts.PrepareAsync(network, cancellation);
        (_a, _b) = (network.A, network.B);
    }

    [TearDown]
    public async Task Clean()
    {
        foreach (var machine in (VirtualMachine?[])[_a, _b])
            if (machine is not null) await machine.DoAsync("for one in $(containment ps -q); do containment rm -f $one; done", CancellationToken.None);
    }

    [Test]
    public async Task A_container_moves_while_it_runs_and_takes_its_limits_along(CancellationToken cancellation)
    {
        await _a.DoAsync($"containment run -d -r {GuestPaths.Busybox} --memory 64M moving sh -c 'n=0; while :; do n=$((n + 1)); echo $n > /count; sleep 0.1; done'; until containment exec moving test -s /count; do sleep 0.2; done", cancellation);
        await MoveAsync("moving", cancellation);
        Assert.That(await _b.DoAsync("containment ps; cat /sys/fs/cgroup/ct-*-moving/memory.max", cancellation), Does.Match(@"moving +Running").And.EndWith("67108864"));
        await _b.DoAsync("n=$(containment exec moving cat /count); while [ \"$(containment exec moving cat /count)\" = \"$n\" ]; do sleep 0.2; done", cancellation);
    }

    [Test, Needs(Need.RedisRoot)]
    public async Task A_server_keeps_what_it_holds_in_memory_there_and_back(CancellationToken cancellation)
    {
        const string ask = "containment exec redis redis-cli";
        await _a.DoAsync($"containment run -d -r {GuestPaths.Redis} redis redis-server --save ''; until {ask} ping | grep -q PONG; do sleep 0.2; done; {ask} set colour blue", cancellation);
        await MoveAsync("redis", cancellation);
        Assert.That(await _b.DoAsync($"{ask} get colour", cancellation), Is.EqualTo("blue"));
        var back = await _b.RunAsync($"containment migrate redis a@{MachineNetwork.AddressOfA}", cancellation, limit: 400);
        Assert.That(back.Code, Is.Zero, back.Error);
        Assert.That(await _a.DoAsync($"{ask} get colour", cancellation), Is.EqualTo("blue"));
        Assert.That(await _b.DoAsync("containment ps -q", cancellation), Is.Empty);
    }

    private async Task MoveAsync(string name, CancellationToken cancellation)
    {
        var moved = await _a.RunAsync($"containment migrate {name} b@{MachineNetwork.AddressOfB}", cancellation, limit: 400);
        Assert.That(moved.Code, Is.Zero, $"{moved.Output}{moved.Error}{await TrustingHosts.SaidAsync(_b, cancellation)}");
        Assert.That(await _a.DoAsync("containment ps -q", cancellation), Is.Empty);
    }
}
