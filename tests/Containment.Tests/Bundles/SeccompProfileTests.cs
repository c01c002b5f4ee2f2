using Containment.Bundles;
using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Images;

namespace Containment.Tests.Bundles;

internal sealed class SeccompProfileTests
{
    private const string Own = """{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": [ "mount" ], "action": "SCMP_ACT_ERRNO" } ] }""";

    [TestCase("default")]
    [TestCase("none")]
    [TestCase(Own)]
    public void A_profile_is_stored_with_its_container_and_read_again(string text)
    {
        var spec = new ContainerSpec("a", new RootSource.Directory("/"), new ProcessSpec("a")) { Isolation = new() { Seccomp = SeccompProfile.Parse(text) } };
        var stored = Storable.Write(new StoredSpec(StoredSpec.CurrentVersion, spec), StateJson.Default.StoredSpec);
        Assert.That(Storable.ParseSpec(stored, "a").Isolation.Seccomp, Is.EqualTo(SeccompProfile.Parse(text)));
    }

    [Test]
    public void A_container_that_was_stored_before_there_were_profiles_has_the_default_one()
    {
        var json = System.Text.Encoding.UTF8.GetString(Storable.Write(new StoredSpec(StoredSpec.CurrentVersion, new ContainerSpec("a", new RootSource.Directory("/"), new ProcessSpec("a"))), StateJson.Default.StoredSpec));
        var older = System.Text.Json.Nodes.JsonNode.Parse(json)!;
        Assert.That(older["container"]!["isolation"]!.AsObject().Remove("seccomp"), Is.True);
        Assert.That(Storable.ParseSpec(System.Text.Encoding.UTF8.GetBytes(older.ToJsonString()), "a").Isolation.Seccomp, Is.EqualTo(SeccompProfile.Default));
    }

    [TestCase("{", "linux.seccomp")]
    [TestCase("null", "linux.seccomp")]
    [TestCase("""{ "defaultAction": "ALLOW" }""", "linux.seccomp.defaultAction")]
    public void What_is_no_profile_is_refused(string json, string field) =>
        Assert.That(() => SeccompProfile.FromJson(json), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo(field));
}
