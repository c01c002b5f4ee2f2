using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Devices;

/// <summary>A network card and a disk of the PCI bus that containers have for a while.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class PciTests : TestOnMachine
{
    private string _link = "";

    [SetUp]
    public async Task LoadAsync()
    {
        // Without udev nobody else does.
        await DoAsync("modprobe virtio_net; modprobe nvme; while [ ! -e /dev/nvme0n1 ] || ! ls /sys/bus/pci/devices/0000:00:10.0/virtio*/net > /dev/null; do sleep 0.2; done");
        _link = (await DoAsync($"basename /sys/bus/pci/devices/{SpareDevices.Card}/virtio*/net/*")).Trim();
    }

    [Test]
    public async Task A_card_and_a_disk_are_given_by_their_addresses_and_taken_back_while_it_runs()
    {
        await BeginAsync($"--device {SpareDevices.Card},name=lan0");
        await DoAsync($"containment device add {Id} {SpareDevices.Nvme}");
        Assert.That(await DoAsync($"ls /sys/class/net"), Does.Not.Contain(_link));
        Assert.That(await DoAsync($"containment exec {Id} sh -c 'ip link show lan0; echo written | dd of=/dev/nvme0n1 conv=fsync 2>/dev/null'"), Does.Contain(SpareDevices.CardAddress));
        Assert.That(await DoAsync("head -c 7 /dev/nvme0n1"), Is.EqualTo("written"));
        // What root inside may do, and what it does not get away with.
        await DoAsync($"nsenter -t $(head -n 1 {Cgroup}/cgroup.procs) -n sh -c 'ip link set lan0 address 02:00:00:00:00:09 mtu 1300 name mine alias mine; ip link set mine up; ip address add 10.77.0.1/24 dev mine'");
        var other = await RunAsync($"containment run -d -r {GuestPaths.Busybox} --device {SpareDevices.Card} {Id}-other sleep 1000");
        Assert.That((other.Code != 0, other.Error.Contains(Id)), Is.EqualTo((true, true)), other.Error);

        await DoAsync($"containment device remove {Id} {SpareDevices.Card}; containment device remove {Id} {SpareDevices.Nvme}");
        await IsBackAsync();
        Assert.That((await RunAsync($"containment exec {Id} ls /dev/nvme0n1")).Code, Is.Not.Zero);
    }

    [Test]
    public async Task What_a_container_has_comes_back_when_it_is_killed_or_dies()
    {
        await BeginAsync($"--device {SpareDevices.Card},name=lan0 --device {SpareDevices.Nvme}");
        await DoAsync($"containment exec {Id} ls /dev/nvme0n1 && containment kill {Id}");
        await IsBackAsync();
        // Nobody watches; the next who opens the host gives it back.
        await DoAsync($"containment start {Id}; nsenter -t $(head -n 1 {Cgroup}/cgroup.procs) -n ip link set lan0 name else0; kill -9 $(head -n 1 {Cgroup}/cgroup.procs); while [ -n \"$(cat {Cgroup}/cgroup.procs)\" ]; do sleep 0.1; done; containment ps > /dev/null");
        await IsBackAsync();
        Assert.That(await DoAsync("ls /run/containment"), Does.Not.Contain(".devices"));
    }

    [Test]
    public async Task A_card_is_connected_by_its_name_with_addresses_and_given_back_while_it_runs_and_at_its_end()
    {
        await BeginAsync($"-n physical={_link},name=lan0,ip=10.77.0.1/24");
        Assert.That(await DoAsync($"containment exec {Id} ip address show lan0"), Does.Contain(SpareDevices.CardAddress).And.Contain("10.77.0.1/24").And.Contain("100: lan0"));
        await DoAsync($"containment network detach {Id} lan0");
        await IsBackAsync();
        await DoAsync($"containment network attach {Id} physical={_link},name=lan1,ip=10.77.0.2/24");
        Assert.That(await DoAsync($"ls /sys/class/net"), Does.Not.Contain(_link));
        await DoAsync($"containment kill {Id}; containment rm {Id}");
        await IsBackAsync();
    }

    private async Task IsBackAsync() =>
        Assert.That(await DoAsync($"cd /sys/class/net/{_link}; cat address mtu ifalias; ip address show {_link} | grep inet; cat flags; dd if=/dev/nvme0n1 of=/dev/null bs=512 count=1 2>&1 | tail -n 1 | cut -c 1-9"),
            Is.EqualTo($"{SpareDevices.CardAddress}\n1500\n0x1002\n512 bytes"));
}
