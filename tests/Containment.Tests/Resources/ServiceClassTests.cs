using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Images;
using Containment.Resources;

namespace Containment.Tests.Resources;

internal sealed class ServiceClassTests
{
    private static readonly ServiceClass Gold = new()
    {
        MemoryGuarantee = MemoryLimit.MiB(256), MemoryWeight = 200, MemoryLimit = MemoryLimit.GiB(1), CpuGuarantee = CpuLimit.Of(0.5), CpuWeight = new(300), CpuLimit = CpuLimit.Of(2),
    };

    [Test]
    public void It_is_read_as_it_is_written() => Assert.That(ServiceClass.Parse(Gold.ToString()), Is.EqualTo(Gold));

    [Test]
    public void What_is_left_out_is_the_default() =>
        Assert.That(ServiceClass.Parse("memory=256M"), Is.EqualTo(new ServiceClass { MemoryGuarantee = MemoryLimit.MiB(256) }));

    [TestCase("memory=2G:100:1G", "service.memoryGuarantee")]
    [TestCase("cpu=2:100:1", "service.cpuGuarantee")]
    [TestCase("memory=1G:0", "service.memoryWeight")]
    [TestCase("memory=1G:many", "service.memoryWeight")]
    [TestCase("disk=1G", "service")]
    [TestCase("memory=1:2:3:4", "service.memory")]
    public void What_can_not_be_is_refused_by_name(string text, string field)
    {
        Assert.That(Assert.Throws<InvalidSpecException>(() => ServiceClass.Parse(text))!.Message, Does.StartWith($"{field} is"));
        Assert.That(ServiceClass.TryParse(text, null, out _), Is.False);
    }

    [Test]
    public void It_is_stored_with_the_description_and_moves_with_it()
    {
        var spec = new ContainerSpec("web", new RootSource.Directory("/"), new ProcessSpec("a")) { Service = Gold, MergeMemory = true };
        var read = Storable.ParseSpec(Storable.Write(new StoredSpec(StoredSpec.CurrentVersion, spec), StateJson.Default.StoredSpec), "wire");
        Assert.That((read.Service, read.MergeMemory), Is.EqualTo((Gold, true)));
    }

    [Test]
    public void An_older_description_has_the_default_class()
    {
        var read = Storable.ParseSpec(Encoding.UTF8.GetBytes("""{"version":1,"container":{"id":"x","root":{"kind":"directory","path":"/"},"process":{"command":["a"]}}}"""), "wire");
        Assert.That((read.Service, read.MergeMemory), Is.EqualTo((ServiceClass.Default, false)));
    }
}
