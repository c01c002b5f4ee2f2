using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containment.Bundles.Oci;

namespace Containment.Tests.Bundles;

internal sealed class RuntimeSpecTextTests
{
    [Test]
    public void The_complete_example_is_kept_in_every_known_field()
    {
        var once = RuntimeSpecText.Write(Read(SpecExample.Complete));
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(once), JsonNode.Parse(SpecExample.Complete)), Is.True, Encoding.UTF8.GetString(once));
    }

    [Test]
    public void Unknown_properties_are_ignored_as_the_specification_demands() =>
        Assert.That(Read(With("future", """{"a": [1, {"b": null}]}""")).Root!.Path, Is.EqualTo("rootfs"));

    [Test]
    public void Null_in_any_list_or_map_is_refused_where_it_is()
    {
        var places = Places(JsonNode.Parse(SpecExample.Complete)!).ToArray();
        Assert.That(places, Has.Length.GreaterThan(40));
        Assert.Multiple(() =>
        {
            foreach (var path in places)
            {
                var document = JsonNode.Parse(SpecExample.Complete)!;
                var node = path.Aggregate(document, (at, step) => step is int index ? at[index]! : at[(string)step]!);
                var field = string.Concat(path.Select(step => step is int index ? $"[{index}]" : $".{step}"))[1..];
                if (node is JsonArray list) list.Add(null);
                else node["memory.low"] = null;
                Assert.That(() => Read(document.ToJsonString()), Throws.TypeOf<InvalidSpecException>().With.Property("Field").StartsWith(field), field);
            }
        });
    }

    // Every list, and the objects whose names are not the specification's.
    private static IEnumerable<object[]> Places(JsonNode node, params object[] path)
    {
        if (node is JsonArray || path is [.., "annotations" or "unified" or "rdma" or "sysctl" or "timeOffsets"]) yield return path;
        var children = node switch
        {
            JsonArray list => list.Select((child, index) => (Step: (object)index, Child: child)),
            JsonObject map => map.Select(pair => (Step: (object)pair.Key, Child: pair.Value)),
            _ => [],
        };
        foreach (var (step, child) in children)
            if (child is not null)
                foreach (var place in Places(child, [.. path, step])) yield return place;
    }

    [Test]
    public void A_user_that_is_left_out_is_root()
    {
        var spec = Read("""{"ociVersion": "1.0.2", "root": {"path": "r"}, "process": {"cwd": "/", "args": ["sh"]}}""");
        Assert.That((spec.Process!.User.Uid, spec.Process.User.Gid), Is.EqualTo((0u, 0u)));
    }

    [TestCase("ociVersion", "\"2.0.0\"", "ociVersion")]
    [TestCase("ociVersion", "\"1.2\"", "ociVersion")]
    [TestCase("ociVersion", "\"one\"", "ociVersion")]
    [TestCase("ociVersion", "7", "ociVersion")]
    [TestCase("root", "null", "root")]
    [TestCase("root.path", "\"\"", "root.path")]
    [TestCase("root.readonly", "\"yes\"", "root.readonly")]
    [TestCase("process.cwd", "\"tmp\"", "process.cwd")]
    [TestCase("process.args", "[]", "process.args")]
    [TestCase("process.args", "[\"\"]", "process.args[0]")]
    [TestCase("process.args", "[\"a\", null]", "process.args[1]")]
    [TestCase("process.env", "[\"A=1\", \"B\"]", "process.env[1]")]
    [TestCase("process.user.uid", "-1", "process.user.uid")]
    [TestCase("process.user.uid", "4294967295", "process.user.uid")]
    [TestCase("process.user.umask", "512", "process.user.umask")]
    [TestCase("process.oomScoreAdj", "1001", "process.oomScoreAdj")]
    [TestCase("process.rlimits", "[{\"type\":\"RLIMIT_SPEED\",\"soft\":1,\"hard\":1}]", "process.rlimits[0].type")]
    [TestCase("process.rlimits", "[{\"type\":\"RLIMIT_CPU\",\"soft\":2,\"hard\":1}]", "process.rlimits[0].soft")]
    [TestCase("process.rlimits", "[{\"type\":\"RLIMIT_CPU\",\"soft\":1,\"hard\":1},{\"type\":\"RLIMIT_CPU\",\"soft\":1,\"hard\":1}]", "process.rlimits[1]")]
    [TestCase("process.capabilities.bounding", "[null]", "process.capabilities.bounding[0]")]
    [TestCase("process.execCPUAffinity.initial", "\"3-1\"", "process.execCPUAffinity.initial")]
    [TestCase("process.execCPUAffinity.final", "\"one\"", "process.execCPUAffinity.final")]
    [TestCase("linux.personality.flags", "[\"ADDR_NO_RANDOMIZE\"]", "linux.personality.flags")]
    [TestCase("linux.namespaces", "[{\"type\":\"user\"},{\"type\":\"network\"},{\"type\":\"time\"}]", "hostname")]
    [TestCase("linux.namespaces", "[{\"type\":\"user\"},{\"type\":\"uts\"},{\"type\":\"time\"}]", "linux.sysctl.net.ipv4.ip_forward")]
    [TestCase("linux.sysctl", "{\"kernel.msgmax\":\"1\"}", "linux.sysctl.kernel.msgmax")]
    [TestCase("linux.sysctl", "{\"vm.swappiness\":\"1\"}", "linux.sysctl.vm.swappiness")]
    [TestCase("linux.sysctl", "{\"vm/swappiness\":\"1\"}", "linux.sysctl.vm/swappiness")]
    [TestCase("linux.sysctl", "{\"kernel.hostname\":\"a\"}", "linux.sysctl.kernel.hostname")]
    [TestCase("linux.sysctl", "{\"net.ipv4/../../vm.swappiness\":\"1\"}", "linux.sysctl")]
    [TestCase("process.ioPriority", "{\"class\":\"IOPRIO_CLASS_BE\",\"priority\":8}", "process.ioPriority.priority")]
    [TestCase("hostname", "\"0123456789012345678901234567890123456789012345678901234567890123456789\"", "hostname")]
    [TestCase("mounts", "[{\"destination\":\"/a\",\"type\":\"tmpfs\"},{\"destination\":\"\",\"type\":\"tmpfs\"}]", "mounts[1].destination")]
    [TestCase("mounts", "[{\"destination\":\"/a\",\"options\":[\"bind\"]}]", "mounts[0].source")]
    [TestCase("mounts", "[{\"destination\":\"/a\"}]", "mounts[0].type")]
    [TestCase("mounts", "[null]", "mounts[0]")]
    [TestCase("hooks.poststop", "[{\"path\":\"true\"}]", "hooks.poststop[0].path")]
    [TestCase("hooks.poststop", "[{\"path\":\"/bin/true\",\"timeout\":0}]", "hooks.poststop[0].timeout")]
    [TestCase("linux.namespaces", "[{\"type\":\"disk\"}]", "linux.namespaces[0].type")]
    [TestCase("linux.namespaces", "[{\"type\":\"pid\"},{\"type\":\"pid\"}]", "linux.namespaces[1]")]
    [TestCase("linux.namespaces", "[{\"type\":\"mount\"},{\"type\":\"time\"}]", "linux.uidMappings")]
    [TestCase("linux.uidMappings", "[{\"containerID\":0,\"hostID\":1,\"size\":10},{\"containerID\":5,\"hostID\":100,\"size\":10}]", "linux.uidMappings[1]")]
    [TestCase("linux.devices", "[{\"type\":\"c\",\"path\":\"/dev/x\",\"minor\":1}]", "linux.devices[0].major")]
    [TestCase("linux.maskedPaths", "[\"proc/kcore\"]", "linux.maskedPaths[0]")]
    [TestCase("linux.rootfsPropagation", "\"wide\"", "linux.rootfsPropagation")]
    [TestCase("linux.sysctl", "{\"../etc\":\"1\"}", "linux.sysctl")]
    [TestCase("linux.resources.memory.limit", "-2", "linux.resources.memory.limit")]
    [TestCase("linux.resources.unified", "{\"../x\":\"1\"}", "linux.resources.unified")]
    [TestCase("linux.seccomp.defaultAction", "\"ALLOW\"", "linux.seccomp.defaultAction")]
    public void A_wrong_field_is_named(string path, string value, string field)
    {
        var refusal = Assert.Throws<InvalidSpecException>(() => Read(With(path, value)))!;
        Assert.That(refusal.Field, Is.EqualTo(field), refusal.Message);
        Assert.That(refusal.Expected, Is.Not.Empty);
    }

    [TestCase("dev", "/dev")]
    [TestCase("//dev/", "/dev")]
    [TestCase("/proc/./sys//", "/proc/sys")]
    [TestCase("/data/../dev/pts", "/dev/pts")]
    [TestCase("../../dev", "/dev")]
    public void A_destination_has_one_form(string written, string read)
    {
        var spec = Read(With("mounts", $$"""[{"destination": "{{written}}", "type": "tmpfs"}]"""));
        Assert.That(spec.Mounts!.Single().Destination, Is.EqualTo(read));
    }

    [TestCase("volumes/a", "/bundles/x/volumes/a")]
    [TestCase("./a", "/bundles/x/a")]
    [TestCase("/a", "/a")]
    public void A_bind_counts_from_the_bundle(string source, string read)
    {
        var json = With("mounts", $$"""[{"destination": "/d", "source": "{{source}}", "options": ["bind"]}, {"destination": "/e", "type": "tmpfs", "source": "tmpfs"}]""");
        Assert.That(RuntimeSpecText.Read(Encoding.UTF8.GetBytes(json), "/bundles/x").Mounts!.Select(mount => mount.Source), Is.EqualTo([read, "tmpfs"]));
    }

    [TestCase("", "config.json")]
    [TestCase("null", "config.json")]
    [TestCase("[1]", "config.json")]
    [TestCase("{\"ociVersion\": \"1.2.0\"", "config.json")]
    [TestCase("{}", "ociVersion")]
    public void What_is_no_specification_is_refused(string json, string field) =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => Read(json))!.Field, Is.EqualTo(field));

    [Test]
    public void A_property_that_comes_twice_is_refused() =>
        Assert.Throws<InvalidSpecException>(() => Read("""{"ociVersion": "1.2.0", "root": {"path": "a", "path": "b"}}"""));

    [Test]
    public void A_document_beyond_4_MiB_is_refused() =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => RuntimeSpecText.Read(new byte[(4 << 20) + 1]))!.Field, Is.EqualTo("config.json"));

    [Test]
    public void Two_thousand_changed_documents_are_read_or_refused_but_never_crash()
    {
        var good = Encoding.UTF8.GetBytes(SpecExample.Complete);
        var random = new Random(11);
        var refused = 0;
        for (var i = 0; i < 2000; i++)
        {
            try
            {
                RuntimeSpecText.Read(i % 2 == 0 ? ChangedBytes(good, random) : Encoding.UTF8.GetBytes(ChangedValue(random)));
            }
            catch (InvalidSpecException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.InRange(200, 1999));
    }

    private static byte[] ChangedBytes(byte[] good, Random random)
    {
        var bad = (byte[])good.Clone();
        for (var changes = random.Next(1, 5); changes > 0; changes--) bad[random.Next(bad.Length)] = (byte)random.Next(256);
        return bad[..random.Next(bad.Length - 50, bad.Length + 1)];
    }

    private static string ChangedValue(Random random)
    {
        string[] values = ["null", "-1", "[]", "{}", "\"\"", "\"\\u0000\"", "1e400", "99999999999999999999", "true", "[null]", "[[]]", "{\"\":null}", "\"/\""];
        var root = JsonNode.Parse(SpecExample.Complete)!;
        var all = new List<JsonNode>();
        void Collect(JsonNode? node)
        {
            if (node is null) return;
            if (node.Parent is not null) all.Add(node);
            if (node is JsonObject o) foreach (var (_, child) in o) Collect(child);
            if (node is JsonArray a) foreach (var child in a) Collect(child);
        }
        Collect(root);
        all[random.Next(all.Count)].ReplaceWith(JsonNode.Parse(values[random.Next(values.Length)]));
        return root.ToJsonString();
    }

    private static string With(string path, string value)
    {
        var root = JsonNode.Parse(SpecExample.Complete)!;
        var node = root;
        var parts = path.Split('.');
        foreach (var part in parts[..^1]) node = node![part];
        node![parts[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }

    private static RuntimeSpec Read(string json) => RuntimeSpecText.Read(Encoding.UTF8.GetBytes(json));
}
