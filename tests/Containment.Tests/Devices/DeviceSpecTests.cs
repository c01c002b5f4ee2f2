using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Devices;
using Containment.Devices.Sysfs;

namespace Containment.Tests.Devices;

internal sealed class DeviceSpecTests
{
    [TestCase("/dev/fuse", "/dev/fuse")]
    [TestCase("/dev/sda:/dev/disk:r,mode=0640,uid=7,gid=8", "/dev/sda")]
    [TestCase("/dev/snd/seq:rwm", "/dev/snd/seq")]
    [TestCase("gpu", "gpu")]
    [TestCase("0000:00:04.0,name=lan0", "0000:00:04.0")]
    [TestCase("10000:01:00.0,vfio", "10000:01:00.0")]
    [TestCase("0000:03:00.0,vf=2", "0000:03:00.0,vf=2")]
    [TestCase("nvidia.com/gpu=all", "nvidia.com/gpu=all")]
    [TestCase("vendor.com/class=a:b_c-1.2", "vendor.com/class=a:b_c-1.2")]
    public void Text_is_read_and_written_alike(string text, string name)
    {
        var spec = DeviceSpec.Parse(text);
        Assert.That(($"{spec}", spec.Name, DeviceSpec.Parse($"{spec}")), Is.EqualTo((text, name, spec)));
    }

    [TestCase("00:1F.6", "0000:00:1f.6")]
    [TestCase("/dev/a:/dev/a:rw", "/dev/a")]
    public void Other_ways_to_say_it_become_the_one(string text, string one) => Assert.That($"{DeviceSpec.Parse(text)}", Is.EqualTo(one));

    [TestCase("")]
    [TestCase("vulkan")]
    [TestCase("/etc/passwd")]
    [TestCase("/dev")]
    [TestCase("/dev/../etc/passwd")]
    [TestCase("/dev/a b")]
    [TestCase("/dev/a:/tmp/b")]
    [TestCase("/dev/a:rwx")]
    [TestCase("/dev/a:rr")]
    [TestCase("/dev/a:/dev/null")]
    [TestCase("/dev/a:/dev/pts/0")]
    [TestCase("/dev/a,mode=999")]
    [TestCase("/dev/a,color=red")]
    [TestCase("0000:00:20.0")]
    [TestCase("0000:00:04.8")]
    [TestCase("0000:00:04.0,vf=-1")]
    [TestCase("0000:00:04.0,name=a/b")]
    [TestCase("0000:00:04.0\n")]
    [TestCase("vendor.com/class")]
    [TestCase("/class=x")]
    [TestCase("vendor.com/class=../x")]
    public void What_is_no_device_is_refused(string text)
    {
        Assert.Throws<InvalidSpecException>(() => DeviceSpec.Parse(text));
        Assert.That(DeviceSpec.TryParse(text, null, out _), Is.False);
    }

    [Test]
    public void A_description_keeps_its_devices_and_an_older_one_has_none()
    {
        var spec = new ContainerSpec("a", new Containment.Images.RootSource.Directory("/"), new Containment.Bundles.ProcessSpec("x")) { Devices = [DeviceSpec.Parse("kvm"), DeviceSpec.Parse("0000:00:04.0,name=lan0"), DeviceSpec.Parse("/dev/a:/dev/b:r")] };
        var json = Storable.Write(new StoredSpec(StoredSpec.CurrentVersion, spec), StateJson.Default.StoredSpec);
        Assert.That(Storable.ParseSpec(json, "test").Devices, Is.EqualTo(spec.Devices));
        var older = System.Text.Json.Nodes.JsonNode.Parse(json)!;
        older["container"]!.AsObject().Remove("devices");
        Assert.That(Storable.ParseSpec(System.Text.Encoding.UTF8.GetBytes(older.ToJsonString()), "test").Devices, Is.Empty);
    }

    [Test]
    public void A_class_is_its_node_and_all_graphics_are_one_class()
    {
        using var tree = new SysfsTree("dev/dri/card0 = -\ndev/dri/renderD128 = -\ndev/dri/by-path/ \ndev/nvidia0 = -\ndev/nvidia1 = -\ndev/nvidiactl = -\ndev/nvidia-uvm = -\ndev/nvidia0x = -\ndev/kvm = -");
        var folders = new DeviceFolders { Sys = tree.Root, Dev = Path.Combine(tree.Root, "dev"), Cdi = [], Look = path => File.Exists(path) ? new NodeFacts('c', 1, (uint)path.Length, 0x1b0) : null };
        Assert.That(DeviceResolver.Of(DeviceSpec.Parse("gpu"), folders).Nodes.Select(node => node.Target), Is.EquivalentTo(new[] { "/dev/dri/card0", "/dev/dri/renderD128", "/dev/nvidia0", "/dev/nvidia1", "/dev/nvidiactl", "/dev/nvidia-uvm" }));
        Assert.That(DeviceResolver.Of(DeviceSpec.Parse("kvm"), folders).Nodes.Single().Permission.ToString(), Does.StartWith("allow c 1:").And.EndsWith("rw"));
        Assert.That(Assert.Throws<ContainmentException>(() => DeviceResolver.Of(DeviceSpec.Parse("tun"), folders))!.Message, Does.Contain("modprobe tun"));
    }
}
