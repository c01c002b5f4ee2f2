using System.Text;
using Containment.Bundles.Oci;
using Containment.Bundles.Rules;

namespace Containment.Tests.Bundles;

internal sealed class ReachRulesTests
{
    [TestCase("""{ "linux": { "intelRdt": { "closID": "a" } } }""", "linux.intelRdt")]
    public void What_a_launch_does_not_do_is_refused_by_name(string json, string field) =>
        Assert.That(() => ReachRules.Check(Spec(json)), Throws.InstanceOf<InvalidSpecException>().With.Property("Field").EqualTo(field));

    [TestCase("""{ "linux": { "resources": { "devices": [ { "allow": true, "type": "c", "major": 1, "minor": 3 } ], "unified": { "memory.max": "1" }, "memory": { "limit": 1048576 } } } }""")]
    [TestCase("{ }")]
    public void What_a_launch_does_is_let_through(string json) => Assert.That(() => ReachRules.Check(Spec(json)), Throws.Nothing);

    private static RuntimeSpec Spec(string more)
    {
        var rest = more.Trim().TrimStart('{');
        var json = """{ "ociVersion": "1.0.2", "root": { "path": "rootfs" }, "process": { "cwd": "/", "args": [ "true" ] }""" + (rest.Trim() == "}" ? "}" : "," + rest);
        return RuntimeSpecText.Read(Encoding.UTF8.GetBytes(json));
    }
}
