using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Networks;

/// <summary>Two machines that see each other.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class JoinedMachinesTests
{
    private const string B = MachineNetwork.AddressOfB;

    [Test]
    public async Task They_are_two_with_a_name_each(CancellationToken cancellation)
    {
        var network = await SharedMachines.JoinedAsync(cancellation);
        Assert.That(await network.A.DoAsync("cat /proc/sys/kernel/hostname", cancellation), Is.EqualTo("a"));
        Assert.That(await network.B.DoAsync("cat /proc/sys/kernel/hostname", cancellation), Is.EqualTo("b"));
        Assert.That(await network.A.DoAsync($"ping -c 1 -W 20 {B} | grep -c ' from {B}'", cancellation), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_connection_carries_data_from_one_to_the_other(CancellationToken cancellation)
    {
        var network = await SharedMachines.JoinedAsync(cancellation);
        var sent = network.B.DoAsync("dd if=/dev/urandom of=/tmp/sent bs=1M count=4 2> /dev/null; nc -l -p 5000 -e cat /tmp/sent; sha256sum < /tmp/sent; rm /tmp/sent", cancellation);
        var received = await network.A.DoAsync($"until nc {B} 5000 < /dev/null > /tmp/received; do sleep 0.2; done; sha256sum < /tmp/received; rm /tmp/received", cancellation);
        Assert.That(received, Is.EqualTo(await sent));
    }
}
