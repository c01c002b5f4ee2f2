using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Networks;

/// <summary>Two machines that see each other.</summary>
[Needs(Need.VirtualMachine), CancelAfter(600_000)]
internal sealed class JoinedMachinesTests
{
    private const string A = MachineNetwork.AddressOfA, B = MachineNetwork.AddressOfB;

    private MachineNetwork? _network;

    [OneTimeSetUp]
    public async Task Boot() => _network = await MachineNetwork.StartAsync(new MachineOptions(), CancellationToken.None);

    [OneTimeTearDown]
    public async Task End()
    {
        if (_network is not null) await _network.DisposeAsync();
    }

    [Test]
    public async Task They_are_two_with_a_name_each(CancellationToken cancellation)
    {
        Assert.That(await _network!.A.DoAsync("cat /proc/sys/kernel/hostname", cancellation), Is.EqualTo("a"));
        Assert.That(await _network.B.DoAsync("cat /proc/sys/kernel/hostname", cancellation), Is.EqualTo("b"));
        Assert.That(await _network.A.DoAsync($"ping -c 1 -W 20 {B} | grep -c ' from {B}'", cancellation), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_connection_carries_data_from_one_to_the_other(CancellationToken cancellation)
    {
        var sent = _network!.B.DoAsync("dd if=/dev/urandom of=/tmp/sent bs=1M count=4 2> /dev/null; nc -l -p 5000 -e cat /tmp/sent; sha256sum < /tmp/sent; rm /tmp/sent", cancellation);
        var received = await _network.A.DoAsync($"until nc {B} 5000 < /dev/null > /tmp/received; do sleep 0.2; done; sha256sum < /tmp/received; rm /tmp/received", cancellation);
        Assert.That(received, Is.EqualTo(await sent));
    }

    [Test]
    public async Task A_container_moves_from_one_to_the_other_while_it_runs(CancellationToken cancellation)
    {
        var (a, b) = (_network!.A, _network.B);
        var (fingerprintOfA, fingerprintOfB) = (await a.DoAsync("containment host init", cancellation), await b.DoAsync("containment host init", cancellation));
        await a.DoAsync($"containment host trust b {fingerprintOfB}", cancellation);
        await b.DoAsync($"containment host trust a {fingerprintOfA}", cancellation);
        await b.DoAsync($"containment host listen --address {B} > /tmp/listening 2>&1 & until grep -q received /tmp/listening; do sleep 0.2; done", cancellation);
        await a.DoAsync($"containment run -d -r {GuestPaths.Busybox} --memory 64M moving sh -c 'n=0; while :; do n=$((n + 1)); echo $n > /count; sleep 0.1; done'; until containment exec moving test -s /count; do sleep 0.2; done", cancellation);
        var moved = await a.RunAsync($"containment migrate moving b@{B}", cancellation, limit: 400);
        Assert.That(moved.Code, Is.Zero, $"{moved.Output}{moved.Error}{await b.DoAsync("cat /tmp/listening", cancellation)}");
        Assert.That(await a.DoAsync("containment ps -q", cancellation), Is.Empty);
        Assert.That(await b.DoAsync("containment ps; cat /sys/fs/cgroup/ct-*-moving/memory.max", cancellation), Does.Match(@"moving +Running").And.EndWith("67108864"));
        await b.DoAsync("n=$(containment exec moving cat /count); while [ \"$(containment exec moving cat /count)\" = \"$n\" ]; do sleep 0.2; done; containment rm -f moving", cancellation);
    }
}
