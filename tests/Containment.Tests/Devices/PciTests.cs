using Containment.Devices;
using Containment.Devices.Lending;
using Containment.Devices.Sysfs;

namespace Containment.Tests.Devices;

/// <summary>What belongs to a PCI device, by recorded sysfs trees.</summary>
internal sealed class PciTests
{
    private SysfsTree _tree = null!;

    [TearDown]
    public void Close() => _tree.Dispose();

    [TestCase("0000:00:05.0", "c 240:0 /dev/nvme0", "b 259:0 /dev/nvme0n1", "b 259:1 /dev/nvme0n1p1", "b 259:2 /dev/nvme0n1p2")]
    [TestCase("0000:01:00.0", "c 226:0 /dev/dri/card0", "c 226:128 /dev/dri/renderD128")]
    [TestCase("0000:01:00.1", "c 13:69 /dev/input/event5", "c 116:7 /dev/snd/controlC1")]
    [TestCase("0000:00:14.0", "c 189:0 /dev/bus/usb/001/001", "c 189:1 /dev/bus/usb/001/002", "c 13:67 /dev/input/event3", "b 8:0 /dev/sda")]
    public void Nodes_of_disks_displays_sound_and_usb_are_found_with_their_kinds_and_numbers(string address, params string[] nodes)
    {
        var parts = Resolve(address);
        Assert.That(parts.Nodes.Select(node => $"{node.Kind} {node.Major}:{node.Minor} {node.Target}"), Is.EqualTo(nodes));
        Assert.That((parts.Links, parts.Vfio), Is.EqualTo((Array.Empty<LinkPart>(), Array.Empty<string>())));
        Assert.That(parts.Addresses, Is.EqualTo(new[] { address }));
    }

    [TestCase("0000:00:04.0", "enp0s4")]
    [TestCase("00:04.0,name=lan0", "lan0")]
    public void A_network_card_is_its_interface_under_the_name_that_was_asked_for(string text, string inside)
    {
        var parts = Resolve(text);
        Assert.That((parts.Links, parts.Nodes), Is.EqualTo((new[] { new LinkPart("enp0s4", inside) }, Array.Empty<NodePart>())));
    }

    [Test]
    public void A_mode_is_the_nodes_own_or_the_drivers()
    {
        _tree = SysfsTree.Recorded("machine");
        var folders = Folders() with { Look = path => path.EndsWith("card0", StringComparison.Ordinal) ? new('c', 226, 0, 0x1b4) : null };
        Assert.That(DeviceResolver.Of(DeviceSpec.Parse("0000:01:00.0"), folders).Nodes.Select(node => node.Mode), Is.EqualTo(new[] { 0x1b4, 0x1b6 }));
    }

    [TestCase("0000:00:02.0", FailureReason.Unsupported, "bridge")]
    [TestCase("0000:00:07.0", FailureReason.NotFound, "no PCI device")]
    [TestCase("0000:00:1f.3", FailureReason.Unsupported, "no driver")]
    [TestCase("0000:00:1f.4", FailureReason.Unsupported, "i801_smbus")]
    [TestCase("0000:00:04.0,vfio", FailureReason.Unsupported, "IOMMU")]
    [TestCase("0000:00:04.0,vf=0", FailureReason.Unsupported, "SR-IOV")]
    public void What_can_not_be_given_is_said_with_the_reason(string text, FailureReason reason, string words)
    {
        var refused = Assert.Throws<ContainmentException>(() => Resolve(text))!;
        Assert.That((refused.Reason, refused.Message), Is.EqualTo((reason, refused.Message)));
        Assert.That(refused.Message, Does.Contain(words));
    }

    [Test]
    public void A_whole_device_goes_with_all_of_its_group_but_bridges()
    {
        _tree = SysfsTree.Recorded("machine");
        var parts = DeviceResolver.Of(DeviceSpec.Parse("0000:01:00.0,vfio"), Folders());
        Assert.That(parts.Nodes.Select(node => node.Target), Is.EqualTo(new[] { "/dev/vfio/7", "/dev/vfio/vfio" }));
        Assert.That((parts.Addresses, parts.Vfio), Is.EqualTo((new[] { "0000:01:00.0", "0000:01:00.1" }, new[] { "0000:01:00.0", "0000:01:00.1" })));
    }

    [Test]
    public void Drivers_are_exchanged_by_the_kernels_files_and_given_back()
    {
        _tree = SysfsTree.Recorded("machine");
        const string device = "devices/pci0000:00/0000:00:05.0";
        _tree.Make($"{device}/driver_override = (null)");
        _tree.Make("bus/pci/drivers/nvme/unbind = -");
        var binding = new DriverBinding(new SysTree(_tree.Root));
        var lent = binding.Look("0000:00:05.0");
        Assert.That(lent, Is.EqualTo(new LentDriver("0000:00:05.0", "nvme")));
        // No kernel is there to bind it.
        Assert.That(Assert.Throws<ContainmentException>(() => binding.ToVfio("0000:00:05.0"))!.Message, Does.Contain("does not take"));
        Assert.That((_tree[$"{device}/driver_override"][..8], _tree["bus/pci/drivers/nvme/unbind"][..12], _tree["bus/pci/drivers_probe"][..12]), Is.EqualTo(("vfio-pci", "0000:00:05.0", "0000:00:05.0")));

        File.Delete(Path.Combine(_tree.Root, device, "driver"));
        _tree.Make($"{device}/driver -> ../../../bus/pci/drivers/vfio-pci");
        _tree.Make("bus/pci/drivers/vfio-pci/unbind = -");
        binding.Restore(lent);
        Assert.That((_tree[$"{device}/driver_override"][0], _tree["bus/pci/drivers/vfio-pci/unbind"][..12]), Is.EqualTo(('\n', "0000:00:05.0")));
        Assert.DoesNotThrow(() => binding.Restore(new("0000:7f:00.0", "gone")));
    }

    [Test]
    public void A_virtual_function_is_found_by_its_number_and_made_only_where_none_is()
    {
        _tree = SysfsTree.Recorded("sriov");
        var tree = new SysTree(_tree.Root);
        Assert.That(DeviceResolver.Of(DeviceSpec.Parse("0000:03:00.0,vf=0,name=fast0"), Folders()).Links, Is.EqualTo(new[] { new LinkPart("enp3s0f0v0", "fast0") }));
        Assert.That(PciDevice.Find(tree, "0000:03:10.0")!.Physical, Is.EqualTo("0000:03:00.0"));
        Assert.That((FunctionMaking.IsNeeded(tree, "0000:03:00.0", 1), FunctionMaking.IsNeeded(tree, "0000:04:00.0", 2)), Is.EqualTo((false, true)));
        Assert.That(Assert.Throws<ContainmentException>(() => FunctionMaking.IsNeeded(tree, "0000:03:00.0", 2))!.Reason, Is.EqualTo(FailureReason.WrongState));
        Assert.That(Assert.Throws<ContainmentException>(() => FunctionMaking.IsNeeded(tree, "0000:04:00.0", 4))!.Message, Does.Contain("4 virtual functions"));
        FunctionMaking.Make(tree, "0000:04:00.0", 3);
        Assert.That(_tree["devices/pci0000:00/0000:04:00.0/sriov_numvfs"], Does.StartWith("3"));
        FunctionMaking.Remove(tree, "0000:03:00.0");
        Assert.That(_tree["devices/pci0000:00/0000:03:00.0/sriov_numvfs"], Does.StartWith("0"));
    }

    [TestCase("DEVNAME=../../etc/shadow")]
    [TestCase("DEVNAME=/etc/shadow")]
    [TestCase("DEVNAME=a b")]
    [TestCase("DEVNAME=x\u00e9")]
    [TestCase("DEVNAME=a:b,c")]
    public void A_name_that_leads_out_of_dev_is_refused(string uevent)
    {
        _tree = new SysfsTree($"devices/pci0000:00/0000:00:09.0/class = 0x010802\ndevices/pci0000:00/0000:00:09.0/x/dev = 1:1\ndevices/pci0000:00/0000:00:09.0/x/uevent = {uevent}");
        Assert.Throws<InvalidSpecException>(() => DeviceResolver.Of(DeviceSpec.Parse("0000:00:09.0"), Folders()));
    }

    [Test]
    public void A_hostile_tree_ends_nowhere_else()
    {
        _tree = new SysfsTree("""
            devices/pci0000:00/0000:00:09.0/class = 0x010802
            devices/pci0000:00/0000:00:09.0/loop -> .
            devices/pci0000:00/0000:00:09.0/up -> ../..
            devices/pci0000:00/0000:00:09.0/x/dev = nonsense
            devices/pci0000:00/0000:00:09.0/x/uevent = DEVNAME=x
            devices/pci0000:00/0000:00:09.0/y/dev = -1:99999999999
            devices/pci0000:00/0000:00:09.0/y/uevent = DEVNAME=y
            devices/pci0000:00/0000:00:09.0/iommu_group -> ../../../../../../etc
            bus/pci/devices/0000:00:0a.0 -> 0000:00:0b.0
            bus/pci/devices/0000:00:0b.0 -> 0000:00:0a.0
            """);
        Assert.That(Assert.Throws<ContainmentException>(() => DeviceResolver.Of(DeviceSpec.Parse("0000:00:09.0"), Folders()))!.Message, Does.Contain("no driver"));
        Assert.That(Assert.Throws<ContainmentException>(() => DeviceResolver.Of(DeviceSpec.Parse("0000:00:09.0,vfio"), Folders()))!.Message, Does.Contain("no IOMMU group"));
        Assert.That(Assert.Throws<ContainmentException>(() => DeviceResolver.Of(DeviceSpec.Parse("0000:00:0a.0"), Folders()))!.Reason, Is.EqualTo(FailureReason.NotFound));
    }

    [Test]
    public void A_disk_that_the_host_uses_is_named()
    {
        _tree = SysfsTree.Recorded("machine");
        var nodes = DeviceResolver.Of(DeviceSpec.Parse("0000:00:05.0"), Folders()).Nodes;
        Assert.That(HostUse.Of(nodes, ["22 1 259:2 / /srv rw - ext4 /dev/nvme0n1p2 rw"], []), Is.EqualTo("/dev/nvme0n1p2 is mounted on /srv"));
        Assert.That(HostUse.Of(nodes, ["22 1 0:50 / /srv rw - btrfs /dev/nvme0n1 rw"], []), Does.Contain("/srv"));
        Assert.That(HostUse.Of(nodes, [], ["Filename Type", "/dev/nvme0n1p1\tpartition\t1"]), Does.Contain("swap"));
        Assert.That(HostUse.Of(nodes, ["22 1 8:1 / / rw - ext4 /dev/sda1 rw"], []), Is.Null);
    }

    private DeviceParts Resolve(string text)
    {
        _tree = SysfsTree.Recorded("machine");
        return DeviceResolver.Of(DeviceSpec.Parse(text), Folders());
    }

    private DeviceFolders Folders() => new() { Sys = _tree.Root, Dev = Path.Combine(_tree.Root, "dev"), Proc = Path.Combine(_tree.Root, "proc"), Cdi = [], Look = _ => null };
}
