using System.Text;
using Containment.Devices;
using Containment.Devices.Cdi;
using Containment.Devices.Sysfs;

namespace Containment.Tests.Devices;

/// <summary>Files of the Container Device Interface.</summary>
internal sealed class CdiTests
{
    private const string Whole = """
        { "cdiVersion": "0.8.0", "kind": "vendor.com/net-card", "annotations": { "ignored": "yes" },
          "containerEdits": { "env": ["ALL=1"], "mounts": [{ "hostPath": "/usr/lib/card", "containerPath": "/usr/lib/card", "options": ["ro", "nosuid"] }] },
          "devices": [
            { "name": "one", "annotations": {}, "containerEdits": {
              "env": ["ONE=1"], "additionalGids": [44],
              "deviceNodes": [{ "path": "/dev/card1", "hostPath": "/dev/vendor/card1", "permissions": "rw", "fileMode": 432, "uid": 5, "gid": 6 }, { "path": "/dev/ctl", "type": "c", "major": 250, "minor": 3 }],
              "mounts": [{ "hostPath": "tmpfs", "containerPath": "/run/card", "type": "tmpfs" }],
              "netDevices": [{ "hostInterfaceName": "card1", "name": "eth9" }],
              "hooks": [{ "hookName": "createContainer", "path": "/usr/bin/hook", "args": ["hook", "go"], "env": ["A=b"], "timeout": 3 }] } },
            { "name": "two", "containerEdits": { "deviceNodes": [{ "path": "/dev/ctl" }] } } ] }
        """;

    [Test]
    public void All_edits_of_a_device_and_of_its_kind_become_parts()
    {
        var (kind, device) = Catalog((Whole, 0)).Find("vendor.com/net-card=one");
        Assert.That((kind.Environment, device.Environment), Is.EqualTo((new[] { "ALL=1" }, new[] { "ONE=1" })));
        Assert.That(kind.Mounts[0].Options, Is.EqualTo(new[] { "ro", "nosuid", "rbind" }));
        Assert.That((device.Mounts[0].Type, device.Links), Is.EqualTo(("tmpfs", new[] { new LinkPart("card1", "eth9") })));
        Assert.That(device.Nodes, Is.EqualTo(new[] { new CdiNode("/dev/card1", "/dev/vendor/card1", null, null, null, 0x1b0, "rw", 5, 6), new CdiNode("/dev/ctl", "/dev/ctl", 'c', 250, 3, null, "rwm", 0, 0) }));
        Assert.That((device.Hooks!.CreateContainer![0].Path, device.Hooks.CreateContainer[0].Timeout), Is.EqualTo(("/usr/bin/hook", 3)));
    }

    [Test]
    public void What_a_node_leaves_out_is_the_hosts_nodes()
    {
        using var tree = new SysfsTree("cdi/a.yaml = x");
        File.WriteAllText(Path.Combine(tree.Root, "cdi/a.json"), Whole);
        var folders = new DeviceFolders { Dev = "/dev", Cdi = [Path.Combine(tree.Root, "missing"), Path.Combine(tree.Root, "cdi")], Look = path => path == "/dev/vendor/card1" ? new NodeFacts('b', 9, 8, 0x180) : null };
        var parts = DeviceResolver.Of(DeviceSpec.Parse("vendor.com/net-card=one"), folders);
        Assert.That(parts.Nodes[0], Is.EqualTo(new NodePart("/dev/vendor/card1", "/dev/card1", 'b', 9, 8) { Access = "rw", Mode = 0x1b0, Uid = 5, Gid = 6 }));
        Assert.That(parts.Environment, Is.EqualTo(new[] { "ALL=1", "ONE=1" }));
        Assert.That(Assert.Throws<ContainmentException>(() => DeviceResolver.Of(DeviceSpec.Parse("vendor.com/net-card=two"), folders))!.Reason, Is.EqualTo(FailureReason.NotFound));
    }

    [Test]
    public void A_later_directory_wins_and_two_files_of_one_are_a_conflict()
    {
        var other = Whole.Replace("ONE=1", "ONE=2", StringComparison.Ordinal);
        Assert.That(Catalog((Whole, 0), (other, 1)).Find("vendor.com/net-card=one").OfDevice.Environment, Is.EqualTo(new[] { "ONE=2" }));
        var conflict = Assert.Throws<ContainmentException>(() => Catalog((Whole, 0), (other, 0)).Find("vendor.com/net-card=one"))!;
        Assert.That((conflict.Reason, conflict.Message.Contains("file0") && conflict.Message.Contains("file1")), Is.EqualTo((FailureReason.AlreadyExists, true)));
        var unknown = Assert.Throws<ContainmentException>(() => (Catalog((Whole, 0)) with { Damaged = ["b.json is damaged"] }).Find("vendor.com/net-card=three"))!;
        Assert.That((unknown.Reason, unknown.Message), Is.EqualTo((FailureReason.NotFound, unknown.Message)));
        Assert.That(unknown.Message, Does.Contain("one, two").And.Contain("b.json"));
    }

    [TestCase("\"0.8.0\"", "\"9.0.0\"", "cdiVersion")]
    [TestCase("vendor.com/net-card", "net-card", "kind")]
    [TestCase("\"one\"", "\"two\"", "devices[1]: name")]
    [TestCase("\"one\"", "\"o ne\"", "name")]
    [TestCase("\"ALL=1\"", "\"ALL\"", "env")]
    [TestCase("\"ALL=1\"", "1", "env")]
    [TestCase("/dev/card1\"", "/etc/card1\"", "path")]
    [TestCase("/dev/vendor/card1", "/dev/../etc/x", "hostPath")]
    [TestCase("\"/usr/lib/card\", \"containerPath\": \"/usr/lib/card\"", "\"/usr/lib/card\", \"containerPath\": \"/proc/sys\"", "containerPath")]
    [TestCase("\"hostPath\": \"/usr/lib/card\"", "\"hostPath\": \"usr\"", "hostPath")]
    [TestCase("createContainer", "createLater", "hookName")]
    [TestCase("/usr/bin/hook", "hook", "path")]
    [TestCase("\"rw\"", "\"rwx\"", "access")]
    [TestCase("\"major\": 250", "\"major\": -1", "major")]
    [TestCase("\"devices\": [", "\"devices\": [7,", "devices[0]")]
    [TestCase("\"eth9\"", "\"et/h9\"", "name")]
    [TestCase("{ \"cdiVersion\"", "{{ \"cdiVersion\"", "file")]
    public void What_is_wrong_in_a_file_is_named(string right, string wrong, string field)
    {
        var refused = Assert.Throws<InvalidSpecException>(() => Read(Whole.Replace(right, wrong, StringComparison.Ordinal), "file"))!;
        Assert.That(refused.Field, Does.Contain(field));
    }

    private static CdiCatalog Catalog(params (string Json, int Directory)[] files) => new([.. files.Select((file, n) => (Read(file.Json, $"file{n}"), file.Directory))]);

    private static CdiSpec Read(string json, string file) => CdiReader.Read(Encoding.UTF8.GetBytes(json), file);
}
