using Containment.Bundles;
using Containment.Bundles.Users;

namespace Containment.Tests.Bundles;

internal sealed class BundleTests
{
    private string _bundle = "";

    [SetUp]
    public void Make()
    {
        _bundle = Directory.CreateTempSubdirectory("ct").FullName;
        Directory.CreateDirectory(Path.Combine(_bundle, "rootfs"));
        Write("rootfs");
    }

    [TearDown]
    public void Remove() => Directory.Delete(_bundle, recursive: true);

    [Test]
    public void A_bundle_that_was_written_is_opened()
    {
        var bundle = Bundle.Open(_bundle);
        Assert.That((bundle.RootPath, bundle.Spec.Hostname), Is.EqualTo((Path.Combine(_bundle, "rootfs"), "web")));
    }

    [Test]
    public void A_root_may_be_absolute()
    {
        Write(Path.Combine(_bundle, "rootfs"));
        Assert.That(Bundle.Open(_bundle).RootPath, Is.EqualTo(Path.Combine(_bundle, "rootfs")));
    }

    [TestCase("/proc/sys/kernel", "bind", "mounts[0].destination")]
    [TestCase("proc/./1/attr", "tmpfs", "mounts[0].destination")]
    [TestCase("/proc/", "tmpfs", "mounts[0].type")]
    [TestCase("/proc/cpuinfo", "bind", null)]
    [TestCase("/proc", "proc", null)]
    [TestCase("/processes", "tmpfs", null)]
    public void What_lies_in_proc_is_the_kernels(string destination, string type, string? field)
    {
        File.WriteAllText(Path.Combine(_bundle, "config.json"), $$"""{"ociVersion": "1.2.0", "root": {"path": "rootfs"}, "mounts": [{"destination": "{{destination}}", "type": "{{type}}", "source": "/x"}]}""");
        if (field is null) Assert.That(() => Bundle.Open(_bundle), Throws.Nothing);
        else Assert.That(Assert.Throws<InvalidSpecException>(() => Bundle.Open(_bundle))!.Field, Is.EqualTo(field));
    }

    [TestCase("../../../../../../etc")]
    [TestCase("link")]
    [TestCase("none")]
    [TestCase("config.json")]
    public void A_relative_root_that_is_not_a_directory_inside_the_bundle_is_refused(string root)
    {
        File.CreateSymbolicLink(Path.Combine(_bundle, "link"), "/etc");
        Write(root);
        Assert.That(Assert.Throws<InvalidSpecException>(() => Bundle.Open(_bundle))!.Field, Is.EqualTo("root.path"));
    }

    [Test]
    public void A_directory_without_config_is_no_bundle()
    {
        File.Delete(Path.Combine(_bundle, "config.json"));
        Assert.That(Assert.Throws<InvalidSpecException>(() => Bundle.Open(_bundle))!.Field, Is.EqualTo("bundle"));
        Assert.That(Assert.Throws<InvalidSpecException>(() => Bundle.Open(Path.Combine(_bundle, "none")))!.Field, Is.EqualTo("bundle"));
    }

    [Test]
    public void A_config_of_many_megabytes_is_refused_unread()
    {
        using (var file = File.Create(Path.Combine(_bundle, "config.json"))) file.SetLength(1L << 40);
        Assert.That(Assert.Throws<InvalidSpecException>(() => Bundle.Open(_bundle))!.Field, Is.EqualTo("config.json"));
    }

    private void Write(string root) => Bundle.Write(_bundle, RuntimeSpecCompiler.Compile(new(new("/bin/sh")), "web", UserIdentity.Root, new(100_000), root));
}
